"""Forms about the case as a whole."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm
from schools.models import Pupil


class AddPupilForm(BaseForm):
    """Add a brother or sister to the case (D7)."""

    submit_label = _("Add to this case")
    pupil = forms.ModelChoiceField(
        label=_("Which child?"),
        queryset=Pupil.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, pupils: list[Pupil], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pupil"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy which field it is
        field.queryset = Pupil.objects.filter(pk__in=[pupil.pk for pupil in pupils])
