"""Forms of steps 4 and 5 and of what follows."""

from datetime import datetime
from typing import Any

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
from meldcode.services.decisions import Proposal
from meldcode.services.follow_up import Filing, Word
from meldcode.texts import QUESTIONS
from meldcode.weighing import Question

_YES_NO = (("yes", _("Yes")), ("no", _("No")))


def _yes_no(label: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=_YES_NO, widget=forms.RadioSelect, **kwargs)


class AnswerForm(KeyedForm):
    """One weighing question: the answer and why (M5)."""

    submit_label = _("Save my answer")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    question = forms.CharField(widget=forms.HiddenInput, max_length=20)
    answer = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    reason = NarrativeField(
        label=_("Why do you answer this?"),
        help_text=_(
            "Name the facts on which you build. Somebody else must be able to follow it later."
        ),
    )

    def __init__(self, *args: Any, asked: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = QUESTIONS[asked]
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy which field it is
        field.choices = [(answer.value, label) for answer, label in text.answers.items()]
        field.label = str(text.question)


class ProposeForm(KeyedForm):
    """The two decisions of step 5, each with its reason (M1)."""

    submit_label = _("Propose this to the manager")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    report = _yes_no(_("Is a report to Veilig Thuis needed?"))
    report_reason = NarrativeField(label=_("Why, or why not?"), rows=3)
    help = _yes_no(
        _("Do you give or arrange help?"), help_text=_("Help is possible beside a report too.")
    )
    help_reason = NarrativeField(label=_("Which help, or why not?"), rows=3)
    help_until = FutureDateField(
        label=_("On which day must the help show a result?"),
        required=False,
        help_text=_("Only when you give or arrange help."),
    )
    monitor_on = FutureDateField(
        label=_("On which day do you look again?"),
        required=False,
        help_text=_(
            "Needed when you neither report nor help: watching goes on after every decision."
        ),
    )
    deviation_ground = NarrativeField(
        label=_("Does this depart from the weighing? On what ground?"), required=False, rows=3
    )
    steps_ground = NarrativeField(
        label=_("Why do you decide without a record of step 1 or 2?"), required=False, rows=3
    )

    def __init__(self, *args: Any, complete: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if complete:
            self.leave_out("steps_ground")

    def proposal(self) -> Proposal:
        """Return what the service takes."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in {"key", "seen"}}
        data["report"], data["help"] = data["report"] == "yes", data["help"] == "yes"
        return Proposal(**data)


class ConfirmForm(BaseForm):
    """Which proposal was read and is confirmed."""

    submit_label = _("Confirm this proposal")
    decision = forms.UUIDField(widget=forms.HiddenInput)


class ReturnForm(ConfirmForm):
    """What is missing in the proposal."""

    submit_label = _("Return the proposal")
    return_reason = NarrativeField(label=_("What is missing, or what do you see otherwise?"))


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
