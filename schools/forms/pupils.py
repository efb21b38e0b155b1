"""Narrowing and searching the list of pupils."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm
from schools.models import Group


class PupilFilter(forms.Form):
    """Narrows by group. Goes in the address, so a name is never part of it."""

    groep = forms.ModelChoiceField(
        Group.objects.none(), required=False, label=_("Group"), empty_label=_("every group")
    )
    vertrokken = forms.BooleanField(required=False, label=_("Also pupils who left"))

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["groep"]
        field.queryset = groups


class NameSearch(BaseForm):
    """Any part of a name. Sent by POST: what is typed is a child's name."""

    submit_label = _("Search")
    q = forms.CharField(
        max_length=100,
        required=False,
        help_text=_("Any part of the first name or surname."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = label
