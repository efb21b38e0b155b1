"""Forms of what comes after the decision (M8–M10)."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import (
    BaseForm,
    FutureDateField,
    KeyedForm,
    NarrativeField,
    PastDateField,
    time_input,
)
from core.workdays import AMSTERDAM
from meldcode.models import Feedback, Report
from meldcode.services.follow_up import Filing, Word


class FileReportForm(KeyedForm):
    """When and how the report was filed, and who was told before (M8)."""

    submit_label = _("Record the report")
    filed_on = PastDateField(label=_("On which day did you report?"))
    filed_time = forms.TimeField(label=_("At what time?"), widget=time_input())
    reference = forms.CharField(
        label=_("Reference of Veilig Thuis"), required=False, max_length=100
    )
    parents_told_on = PastDateField(
        label=_("On which day did you tell the parents?"),
        required=False,
        help_text=_("Tell them before you report, unless safety forbids it."),
    )
    anonymous = forms.BooleanField(
        label=_("The parents are not told that the report comes from the school"), required=False
    )
    not_told_reason = NarrativeField(
        label=_("Why were they not told, or not told by whom?"), required=False, rows=3
    )
    child_told = forms.ChoiceField(
        label=_("And the child?"), choices=Report.ChildTold.choices, widget=forms.RadioSelect
    )

    def filing(self) -> Filing:
        """Return what the service takes, the moment in Amsterdam's time."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "key"}
        moment = datetime.combine(data.pop("filed_on"), data.pop("filed_time"), tzinfo=AMSTERDAM)
        return Filing(filed_at=moment, **data)


class FeedbackForm(KeyedForm):
    """What Veilig Thuis decided (M9)."""

    submit_label = _("Save the decision of Veilig Thuis")
    report = forms.UUIDField(widget=forms.HiddenInput)
    received_on = PastDateField(label=_("On which day did you hear it?"))
    route = forms.ChoiceField(
        label=_("What follows?"), choices=Feedback.Route.choices, widget=forms.RadioSelect
    )
    content = NarrativeField(label=_("What did Veilig Thuis tell?"))
    conditions = NarrativeField(
        label=_("What was agreed about the child's safety?"), required=False, rows=3
    )
    monitor_on = FutureDateField(
        label=_("On which day do you look again?"),
        help_text=_("The school keeps watching, whoever takes it up."),
    )

    def word(self) -> Word:
        """Return what the service takes."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in {"key", "report"}}
        return Word(**data)


class MonitoringForm(KeyedForm):
    """How it goes, and when to look again (M10)."""

    submit_label = _("Save")
    happened_on = PastDateField(label=_("On which day did you look?"))
    findings = NarrativeField(label=_("How is it with the child?"))
    next_on = FutureDateField(label=_("On which day do you look again?"))


class WeighAgainForm(BaseForm):
    """Nothing to fill in: the page says what happens."""

    submit_label = _("Weigh again")


class ClosureForm(BaseForm):
    """Why the case is closed, or opened again."""

    reason = NarrativeField(label=_("Why?"))
