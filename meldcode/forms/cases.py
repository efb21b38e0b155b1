"""Forms about the case as a whole."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, KeyedForm, NarrativeField
from meldcode.models import Case
from schools.models import Pupil


class OpenCaseForm(KeyedForm):
    """Why and how urgent (M2, M7)."""

    submit_label = _("Open the case")
    cause = forms.ChoiceField(
        label=_("Why now?"), choices=Case.Cause.choices, widget=forms.RadioSelect
    )
    reason = NarrativeField(
        label=_("Why do you open this case?"),
        help_text=_("What worries you, in a few sentences. The facts come from the dossier later."),
    )


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


class WeighAgainForm(BaseForm):
    """Nothing to fill in: the page says what happens."""

    submit_label = _("Weigh again")


class ClosureForm(BaseForm):
    """Why the case is closed, or opened again."""

    reason = NarrativeField(label=_("Why?"))


class RapportageForm(KeyedForm):
    """What the Rapportage Meldcode needs and no other record holds (M11)."""

    submit_label = _("Save the Rapportage")
    subject = NarrativeField(label=_("Subject"), rows=2)
    description = NarrativeField(label=_("Description of the case"), rows=6)
    involved = NarrativeField(
        label=_("Who are involved?"), rows=3, help_text=_("Not the professionals.")
    )
    unrest = NarrativeField(
        label=_("Social unrest"),
        required=False,
        rows=3,
        help_text=_("How much unrest is there, how far does it reach, and in which groups?"),
    )
    activities = NarrativeField(label=_("What was done, and how often?"), required=False, rows=3)
    informing = NarrativeField(label=_("How were those involved informed?"), required=False, rows=3)
    bottlenecks = NarrativeField(label=_("What went badly?"), required=False, rows=3)
    remarks = NarrativeField(label=_("Remarks"), required=False, rows=3)

    def texts(self) -> dict[str, str]:
        """Return the texts by field name, without the key."""
        return {name: text for name, text in self.cleaned_data.items() if name != "key"}
