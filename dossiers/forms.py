"""The forms of the dossier: shape and cleaning. Limits and reasons are said by the field."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from core.forms import (
    BaseForm,
    FutureDateField,
    KeyedForm,
    NarrativeField,
    PastDateField,
    time_input,
)
from core.workdays import AMSTERDAM, today
from dossiers import initials, selectors
from dossiers.models import Opening, ParentContact, Signal, SignalLink
from dossiers.services.signals import no_consent, no_source
from schools.models import Pupil

TEXT_FIELDS = (
    "place",
    "facts",
    "hearsay",
    "hearsay_source",
    "hearsay_consent",
    "interpretation",
    "others",
    "action",
    "agreement",
    "agreement_otherwise",
)


def _line(label: Any, *, limit: int = 200, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, **kwargs)


def _no_time_to_come(form: forms.Form, day: str, at: str) -> None:
    """Add an error if the time of today has not come yet."""
    on, moment = form.cleaned_data.get(day), form.cleaned_data.get(at)
    if on and moment and datetime.combine(on, moment, AMSTERDAM) > timezone.now():
        form.add_error(at, _("This time has not come yet. Check day and time."))


class SignalChoice(forms.ModelChoiceField):
    """One signal of the pupil, told by its day and the first words of what was seen."""

    def label_from_instance(self, obj: Signal) -> str:
        return signal_label(obj)


class SignalChoices(forms.ModelMultipleChoiceField):
    """Several signals of the pupil."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Signal) -> str:
        return signal_label(obj)


def signal_label(signal: Signal) -> str:
    """Return the day and the first words of a signal."""
    facts = " ".join(signal.current.facts.split())
    words = facts if len(facts) <= 70 else facts[:70].rsplit(" ", 1)[0] + " …"
    return f"{signal.occurred_on:%d-%m-%Y}: {words}"


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


class SeenForm(KeyedForm):
    """Step 1: what I saw (D1)."""

    occurred_on = PastDateField(label=_("Day"), initial=today)
    occurred_at = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=time_input(),
        initial=lambda: timezone.localtime().time(),
        help_text=_("About is fine."),
    )
    place = _line(
        _("Place"),
        required=False,
        help_text=_("Where it happened, such as the playground or the classroom."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What kind of signal is it?"),
        choices=Signal.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("More than one is possible."),
        error_messages={"required": _("Choose at least one kind of signal.")},
    )
    facts = NarrativeField(
        label=_("What did you see?"),
        rows=7,
        help_text=_(
            "Only what you saw or heard with your own senses: what happened, how much, how often. "
            "Write what the child said in the child's own words."
        ),
        error_messages={"required": _("Write what you saw yourself.")},
    )

    def clean(self) -> dict[str, Any]:
        _no_time_to_come(self, "occurred_on", "occurred_at")
        return self.cleaned_data


class HeardFields(forms.Form):
    """What I heard, from whom, and whether the source agrees (D4)."""

    hearsay = NarrativeField(
        label=_("What did you hear?"),
        rows=5,
        required=False,
        help_text=_("What somebody else told. Heard nothing? Leave it empty."),
    )
    hearsay_source = _line(
        _("From whom?"),
        required=False,
        help_text=_("The name or the role. Parents don't get to see it."),
    )
    hearsay_consent = forms.BooleanField(
        label=_("This person agrees that I record it"), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("hearsay"):
            if not data.get("hearsay_source") and "hearsay_source" not in self.errors:
                self.add_error("hearsay_source", no_source())
            if not data.get("hearsay_consent"):
                self.add_error("hearsay_consent", no_consent())
        elif data.get("hearsay_source") and "hearsay" not in self.errors:
            self.add_error("hearsay", _("Write what this person told, or leave the name empty."))
        return data


class HeardForm(HeardFields, KeyedForm):
    """Step 2: what I heard."""


class ThoughtFields(forms.Form):
    """What I make of it, and who else was there (D1, D2)."""

    interpretation = NarrativeField(
        label=_("What do you think of it?"),
        rows=5,
        required=False,
        help_text=_(
            "Your view, your worry, or what speaks against it. It stays apart from the facts. "
            "Do you name a diagnosis? Then say who made it."
        ),
    )
    others = forms.CharField(
        label=_("Who else was there?"),
        required=False,
        max_length=initials.LIMIT,
        help_text=_("By initials only, such as: M., S.v.D."),
    )

    def clean_others(self) -> str:
        try:
            return initials.tidy(self.cleaned_data["others"])
        except ValueError:
            raise ValidationError(initials.WRONG) from None


class ThoughtForm(ThoughtFields, KeyedForm):
    """Step 3: what I think."""


class DoneFields(forms.Form):
    """What I did and what was agreed (D1)."""

    action = NarrativeField(
        label=_("What did you do?"),
        rows=3,
        required=False,
        help_text=_("Such as a talk with the child, or asking a colleague."),
    )
    agreement = NarrativeField(
        label=_("What was agreed?"),
        rows=3,
        required=False,
        help_text=_("With whom, about what, and until when."),
    )
    agreement_otherwise = NarrativeField(
        label=_("What happens if it is not kept?"), rows=2, required=False
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("agreement_otherwise") and not data.get("agreement"):
            self.add_error("agreement", _("First write what was agreed."))
        return data


class DoneForm(DoneFields, KeyedForm):
    """Step 4: what I did."""


class CorrectForm(HeardFields, ThoughtFields, DoneFields, KeyedForm):
    """A new version of a signal: the texts, the version it starts from, and why (D6)."""

    submit_label = _("Save the correction")
    field_order = ["change_reason", *TEXT_FIELDS]

    number = forms.IntegerField(widget=forms.HiddenInput)
    change_reason = NarrativeField(
        label=_("Why do you correct it?"),
        rows=2,
        help_text=_("This stays readable with the correction."),
        error_messages={"required": _("Say why you correct it.")},
    )
    place = _line(_("Place"), required=False)
    facts = NarrativeField(
        label=_("What did you see?"),
        rows=7,
        error_messages={"required": _("Write what you saw yourself.")},
    )

    def clean(self) -> dict[str, Any]:
        HeardFields.clean(self)
        return DoneFields.clean(self)


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

    def __init__(self, *args: Any, signal: Signal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["earlier"].queryset = selectors.signals_before(signal)  # type: ignore[attr-defined]


class ContactForm(KeyedForm):
    """A contact with parents (D1, D8)."""

    happened_on = PastDateField(label=_("Day"), initial=today)
    happened_at = forms.TimeField(
        label=_("Time"), required=False, widget=time_input(), help_text=_("About is fine.")
    )
    channel = forms.ChoiceField(
        label=_("How"),
        choices=ParentContact.Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you had contact.")},
    )
    spoken_with = _line(
        _("With whom"),
        help_text=_("Such as: mother, and who else joined the talk."),
        error_messages={"required": _("Say with whom you spoke.")},
    )
    about = NarrativeField(
        label=_("What was it about?"),
        rows=5,
        error_messages={"required": _("Say what it was about.")},
    )
    agreed = NarrativeField(label=_("What did you agree?"), rows=3, required=False)
    signal = SignalChoice(
        label=_("Belongs to which signal?"),
        queryset=Signal.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )

    def __init__(self, *args: Any, pupil: Pupil, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signal"].queryset = selectors.signals_of(pupil)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        _no_time_to_come(self, "happened_on", "happened_at")
        return self.cleaned_data


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


class NumberForm(BaseForm):
    """The version that was looked at before it was opened to parents (A1)."""

    submit_label = _("Open it to the parents")
    number = forms.IntegerField(widget=forms.HiddenInput)


class NothingForm(BaseForm):
    """A confirmation without a field."""


def in_words(form: forms.Form) -> list[tuple[str, str]]:
    """Return the label and the value, in words, of each field that is filled in; HTML stays text."""
    rows = []
    for bound in form:
        value = bound.value()
        if bound.is_hidden or not value:
            continue
        rows.append((str(bound.label), _words(bound.field, value)))
    return rows


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.MultipleChoiceField):
        names = dict(field.choices)
        return ", ".join(str(names.get(code, code)) for code in value)
    if isinstance(field, forms.BooleanField):
        return str(_("yes"))
    if isinstance(field, forms.DateField):
        return _day(str(value))
    return str(value)


def _day(value: str) -> str:
    day = parse_date(value) if value else None
    return formats.date_format(day, "j F Y") if day else value
