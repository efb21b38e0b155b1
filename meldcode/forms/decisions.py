"""Forms of steps 4 and 5."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import (
    BaseForm,
    FutureDateField,
    KeyedForm,
    NarrativeField,
)
from meldcode.services.proposals import Proposal
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
    report_reason = NarrativeField(
        label=_("Why, or why not?"),
        rows=3,
        help_text=_("When you do not report: write in full sentences why not."),
    )
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
        names = {field.name for field in fields(Proposal)}
        data = {k: v for k, v in self.cleaned_data.items() if k in names}
        return Proposal(**(data | {name: data[name] == "yes" for name in ("report", "help")}))


class ConfirmForm(BaseForm):
    """Which proposal was read and is confirmed; a departure from the weighing takes a ground of one's own."""

    submit_label = _("Confirm this proposal")
    decision = forms.UUIDField(widget=forms.HiddenInput)
    confirm_ground = NarrativeField(
        label=_("This departs from the weighing. Why do you agree with it?"),
        help_text=_("In your own words: your ground stands beside that of the proposer."),
        rows=3,
    )

    def __init__(self, *args: Any, departs: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not departs:
            self.leave_out("confirm_ground")

    @property
    def ground(self) -> str:
        """The confirmer's own ground; empty when none is asked."""
        return str(self.cleaned_data.get("confirm_ground", ""))


class ReturnForm(BaseForm):
    """What is missing in the proposal."""

    submit_label = _("Return the proposal")
    decision = forms.UUIDField(widget=forms.HiddenInput)
    return_reason = NarrativeField(label=_("What is missing, or what do you see otherwise?"))


class DisagreeForm(ProposeForm):
    """The manager's own proposal beside that of the AF HGKM."""

    submit_label = _("Put both before the board's deputy")
    decision = forms.UUIDField(widget=forms.HiddenInput)


class SettleForm(BaseForm):
    """Which of two proposals the deputy chooses, and why. `offered` are (decision, words) in that order."""

    submit_label = _("Decide this")
    chosen = forms.ChoiceField(label=_("Which proposal do you choose?"), widget=forms.RadioSelect)
    ground = NarrativeField(
        label=_("Why do you choose this one?"),
        help_text=_(
            "Go into what both wrote. When one wants to report and you choose not to, write full sentences."
        ),
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy which field it is
        field.choices = offered
