"""A signal in four steps, and its correction (D1, D2, D4, D6). Limits and reasons stand by the field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import (
    KeyedForm,
    NarrativeField,
    PastDateField,
    time_input,
)
from core.workdays import today
from dossiers import initials
from dossiers.forms.fields import line, no_time_to_come
from dossiers.models import Signal
from dossiers.services.signals import no_consent, no_source

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
    place = line(
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
        no_time_to_come(self, "occurred_on", "occurred_at")
        return self.cleaned_data


class HeardFields(forms.Form):
    """What I heard, from whom, and whether the source agrees (D4)."""

    hearsay = NarrativeField(
        label=_("What did you hear?"),
        rows=5,
        required=False,
        help_text=_("What somebody else told. Heard nothing? Leave it empty."),
    )
    hearsay_source = line(
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
    place = line(_("Place"), required=False)
    facts = NarrativeField(
        label=_("What did you see?"),
        rows=7,
        error_messages={"required": _("Write what you saw yourself.")},
    )

    def clean(self) -> dict[str, Any]:
        HeardFields.clean(self)
        return DoneFields.clean(self)
