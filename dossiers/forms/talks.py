"""The forms of talks with parents: the plan, a change of it, the invitation, cancelling."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import (
    BaseForm,
    KeyedForm,
    NarrativeField,
    date_input,
    time_input,
)
from core.workdays import today
from dossiers import selectors
from dossiers.forms.fields import SignalChoices, line
from dossiers.models import Signal, Talk
from dossiers.selectors import talks
from schools.models import Guardian, Pupil

if TYPE_CHECKING:
    _Several = forms.ModelMultipleChoiceField[Guardian]
    _One = forms.ModelChoiceField[Guardian]
else:
    _Several, _One = forms.ModelMultipleChoiceField, forms.ModelChoiceField


def guardian_label(guardian: Guardian) -> str:
    """Return a parent's name and relation, and in words why nothing is sent in the portal."""
    note = talks.portal_note(guardian)
    name = f"{guardian.name} ({guardian.relation})" if guardian.relation else guardian.name
    return f"{name}. {note}" if note else name


class GuardianChoices(_Several):
    """Several parents of the pupil."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Guardian) -> str:
        return guardian_label(obj)


class GuardianChoice(_One):
    """One parent of the pupil."""

    def label_from_instance(self, obj: Guardian) -> str:
        return f"{obj.name} ({obj.relation})" if obj.relation else obj.name


class TalkDateField(forms.DateField):
    """The day of a talk: within a year, before or after; a talk that was not planned is put in too."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", date_input())
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and abs(day - today()) > timedelta(days=366):
            raise ValidationError(_("This date is too far away. Check the year."))
        return day


class TalkForm(KeyedForm):
    """The plan of a talk."""

    submit_label = _("Plan the talk")
    kind = forms.ChoiceField(
        label=_("Which kind of talk is it?"),
        choices=Talk.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Heavy: about a serious worry. You hold it with two, or with an independent minute-taker."
        ),
        error_messages={"required": _("Choose which kind of talk it is.")},
    )
    goal = NarrativeField(
        label=_("What do you want to reach?"),
        rows=3,
        help_text=_("Each invited parent reads this. Do not name the other parent here."),
        error_messages={"required": _("Say what you want to reach with this talk.")},
    )
    planned_on = TalkDateField(label=_("Day"))
    planned_at = forms.TimeField(label=_("Time"), required=False, widget=time_input())
    place = line(_("Place"), required=False, help_text=_("Such as: room 4, or online."))
    guardians = GuardianChoices(
        label=_("Which parents do you invite?"),
        queryset=Guardian.objects.none(),
        error_messages={"required": _("Choose at least one parent.")},
        help_text=_("Each gets a letter of the own and does not see who else is invited."),
    )
    attending = line(
        _("Who else comes?"),
        limit=500,
        required=False,
        help_text=_("Each invited parent reads this too. Not the other parent."),
    )
    second = forms.ChoiceField(label=_("Second professional"), required=False)
    minute_taker = line(
        _("Independent minute-taker"),
        required=False,
        help_text=_("Somebody who writes down what is said and has no part in the matter."),
    )
    signals = SignalChoices(
        label=_("About which signals?"),
        queryset=Signal.objects.none(),
        required=False,
        help_text=_("Only the staff see this now."),
    )
    preparation = NarrativeField(
        label=_("Preparation"),
        rows=5,
        required=False,
        help_text=_("For the staff alone. It is in no letter and no report."),
    )

    def __init__(self, *args: Any, pupil: Pupil, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [one for one in selectors.possible_assignees(pupil) if one.pk != user.pk]
        self._people = {str(person.pk): person for person in people}
        names = [(str(person.pk), str(person)) for person in people]
        fields: Any = self.fields
        fields["second"].choices = [("", _("Nobody yet")), *names]
        fields["guardians"].queryset = talks.guardians_of(pupil)
        fields["signals"].queryset = selectors.signals_of(pupil)
        if not fields["guardians"].queryset.exists():
            fields["guardians"].required = False
            fields["guardians"].help_text = _(
                "The school knows no parent of this pupil yet. The functioneel beheerder adds them."
            )

    def clean_second(self) -> Any:
        return self._people.get(self.cleaned_data["second"])


class ChangeTalkForm(TalkForm):
    """Another plan, and why."""

    submit_label = _("Save the change")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    change_reason = line(
        _("Why do you change it?"),
        limit=500,
        help_text=_("For the staff alone. Parents only read what is different."),
        error_messages={"required": _("Say why you change it.")},
    )
    field_order = ("key", "seen", "change_reason")

    def keep_second(self, talk: Talk) -> None:
        """Offer the second professional of now too, who may have left the team."""
        if talk.second is not None and str(talk.second_id) not in self._people:
            self._people[str(talk.second_id)] = talk.second
            field: Any = self.fields["second"]
            field.choices = [*field.choices, (str(talk.second_id), str(talk.second))]


class CancelTalkForm(BaseForm):
    """Why a talk will not be."""

    submit_label = _("Cancel the talk")
    cancel_reason = line(
        _("Why is it cancelled?"),
        limit=500,
        help_text=_("For the staff alone. Parents only read that it is cancelled."),
        error_messages={"required": _("Say why it is cancelled.")},
    )


class InviteForm(BaseForm):
    """Which parents get a letter now."""

    submit_label = _("Send the letter")
    guardians = GuardianChoices(
        label=_("Who gets the letter?"),
        queryset=Guardian.objects.none(),
        error_messages={"required": _("Choose at least one parent of this talk.")},
    )

    def __init__(self, *args: Any, talk: Talk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["guardians"]
        field.queryset = talk.guardians.all()
        field.initial = list(talk.guardians.all())
