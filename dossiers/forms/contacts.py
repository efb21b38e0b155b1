"""A contact with parents: noted, corrected, and the list narrowed (D1, D8)."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, KeyedForm, NarrativeField, PastDateField, time_input
from core.workdays import today
from dossiers import selectors
from dossiers.forms.fields import SignalChoice, line, no_time_to_come
from dossiers.forms.talks import GuardianChoice
from dossiers.models import ParentContact, Signal
from dossiers.selectors.contacts import Wanted
from dossiers.selectors.talks import guardians_of
from schools.models import Guardian, Pupil


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
    guardian = GuardianChoice(
        label=_("With which parent?"),
        queryset=Guardian.objects.none(),
        required=False,
        empty_label=_("Several, or somebody else"),
        help_text=_("This parent can read the note after some days. Another parent can not."),
    )
    spoken_with = line(
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
        help_text=_(
            "You discussed it then: the parents read this signal from now on, unless a person has to decide "
            "about it first."
        ),
    )

    def __init__(self, *args: Any, pupil: Pupil, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["signal"].queryset = selectors.signals_of(pupil)
        fields["guardian"].queryset = guardians_of(pupil)
        if not fields["guardian"].queryset.exists():
            self.leave_out("guardian")

    def clean(self) -> dict[str, Any]:
        no_time_to_come(self, "happened_on", "happened_at")
        return self.cleaned_data


class CorrectContactForm(ContactForm):
    """What was right instead, and why: a new row."""

    submit_label = _("Save the correction")
    seen = forms.UUIDField(widget=forms.HiddenInput)
    change_reason = line(
        _("Why do you correct it?"),
        limit=500,
        error_messages={"required": _("Say why you correct it.")},
    )
    field_order = ("key", "seen", "change_reason")

    def __init__(self, *args: Any, pupil: Pupil, contact: ParentContact, **kwargs: Any) -> None:
        super().__init__(*args, pupil=pupil, **kwargs)
        if contact.guardian_id is not None and "guardian" in self.fields:
            # Who is no parent any more may still be the one whom it was with.
            field: Any = self.fields["guardian"]
            field.queryset = field.queryset | Guardian.objects.filter(pk=contact.guardian_id)


class ContactsFilter(BaseForm):
    """Which contacts the list shows."""

    kind = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Everything")), ("contact", _("Contacts")), ("talk", _("Talks"))],
    )
    parent = forms.ChoiceField(label=_("With whom"), required=False)
    year = forms.ChoiceField(label=_("School year"), required=False)

    def __init__(self, *args: Any, years: list[str], people: list[Guardian], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["year"].choices = [("", _("Every year")), *((year, year) for year in years)]
        known = [(str(one.pk), one.name) for one in people]
        fields["parent"].choices = [("", _("Everybody")), *known]

    def wanted(self) -> Wanted:
        """Return what is asked for; what isn't offered counts as not asked."""
        self.is_valid()
        data = self.cleaned_data
        parent = data.get("parent")
        return Wanted(
            kind=data.get("kind", ""),
            year=data.get("year", ""),
            guardian=uuid.UUID(parent) if parent else None,
        )
