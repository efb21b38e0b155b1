"""The other forms of the dossier: purpose, link, evaluation, hand-over, disclosure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import (
    BaseForm,
    FutureDateField,
    KeyedForm,
    NarrativeField,
)
from dossiers import selectors
from dossiers.forms.fields import SignalChoice, SignalChoices
from dossiers.models import Opening, Signal, SignalLink
from schools.models import Pupil


class OpeningForm(KeyedForm):
    """Why somebody opens a dossier outside the own group (R1, A8)."""

    submit_label = _("Open the dossier")
    purpose = forms.ChoiceField(
        label=_("Why do you open this dossier?"),
        choices=Opening.Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you open this dossier.")},
    )
    explanation = NarrativeField(
        label=_("Explanation"),
        rows=2,
        required=False,
        help_text=_("In a few words. The AF HGKM can read it."),
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)


class LinkForm(KeyedForm):
    """This signal confirms or refutes an earlier one (D3)."""

    earlier = SignalChoice(
        label=_("Which earlier signal?"),
        queryset=Signal.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose an earlier signal of the same pupil.")},
    )
    kind = forms.ChoiceField(
        label=_("What does this signal do?"),
        choices=[
            (SignalLink.Kind.CONFIRMS, _("It confirms the earlier signal")),
            (SignalLink.Kind.REFUTES, _("It refutes the earlier signal")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it confirms or refutes the earlier signal.")},
    )

    def __init__(
        self, *args: Any, signal: Signal, year: selectors.SchoolYear | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["earlier"]
        if year is not None:
            earlier = selectors.signals_before(signal)
            field.queryset = earlier.filter(occurred_on__range=(year.first, year.last))


class FollowUpForm(KeyedForm):
    """On which day who looks at what (D8)."""

    submit_label = _("Set the date")
    due_on = FutureDateField(label=_("On which day do you look at it again?"))
    what = NarrativeField(
        label=_("What will you look at?"),
        rows=3,
        error_messages={"required": _("Say what you will look at.")},
    )
    assignee = forms.ChoiceField(
        label=_("Who does it?"), help_text=_("This person gets a reminder by mail.")
    )
    signal = SignalChoice(
        label=_("Belongs to which signal?"),
        queryset=Signal.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )

    def __init__(self, *args: Any, pupil: Pupil, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {person.pk: person for person in [user, *selectors.possible_assignees(pupil)]}
        self._people = people
        self.fields["assignee"].choices = [(pk, str(person)) for pk, person in people.items()]  # type: ignore[attr-defined]
        self.fields["assignee"].initial = user.pk
        self.fields["signal"].queryset = selectors.signals_of(pupil)  # type: ignore[attr-defined]

    def clean_assignee(self) -> Any:
        return self._people[int(self.cleaned_data["assignee"])]


class FinishForm(BaseForm):
    """What came of an evaluation."""

    submit_label = _("Finish the evaluation")
    result = NarrativeField(
        label=_("What came of it?"),
        rows=5,
        help_text=_("Is it better, the same or worse? Are the agreements kept?"),
        error_messages={"required": _("Say what came of it.")},
    )


class HandOverForm(KeyedForm):
    """Hand over to the AF HGKM (M2)."""

    submit_label = _("Hand over")
    acute = forms.BooleanField(
        label=_("It is acute: the child is not safe in the coming days"), required=False
    )
    reason = NarrativeField(
        label=_("Why do you hand it over?"),
        rows=5,
        help_text=_("What you tried, what did not change, and what worries you now."),
        error_messages={"required": _("Say why you hand this over.")},
    )
    signals = SignalChoices(
        label=_("Which signals belong to it?"), queryset=Signal.objects.none(), required=False
    )

    def __init__(self, *args: Any, pupil: Pupil, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["signals"]
        field.queryset = selectors.signals_of(pupil)
        field.initial = selectors.signals_this_year(pupil)
        if not field.queryset.exists():
            self.leave_out("signals")


class NothingForm(BaseForm):
    """A confirmation without a field."""
