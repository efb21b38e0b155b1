"""Forms of steps 4 and 5."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import (
    BaseForm,
    FutureDateField,
    KeyedForm,
    NarrativeField,
)
from meldcode.services.decisions import Proposal
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
