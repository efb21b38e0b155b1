"""A signal: quick in two small forms, in full, completed and corrected (D1, D2, D4–D6).

What may not be kept so is asked of `services.signal_text`, and stands by the field.
"""

from collections.abc import Iterable
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any, Final

from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import KeyedForm, NarrativeField, PastDateField, time_input
from core.workdays import today
from dossiers import initials
from dossiers.forms.fields import line, no_time_to_come
from dossiers.forms.kinds import KindsField
from dossiers.models import SignalVersion
from dossiers.services.signal_text import SignalText, problems, still_empty

TEXT_FIELDS: Final = tuple(field.name for field in fields_of(SignalText))
WHEN_FIELDS: Final = ("occurred_on", "occurred_at", "kinds")


class WhenFields(forms.Form):
    """When and where."""

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

    def clean(self) -> dict[str, Any]:
        no_time_to_come(self, "occurred_on", "occurred_at")
        return self.cleaned_data


class FactsFields(forms.Form):
    """What I saw."""

    facts = NarrativeField(
        label=_("What did you see?"),
        rows=6,
        help_text=_("Only what you saw or heard yourself: what happened, how much, how often."),
        error_messages={"required": _("Write what you saw yourself.")},
    )


class KindFields(forms.Form):
    """Of which kinds (D5)."""

    kinds = KindsField()


class SeenForm(FactsFields, WhenFields, KeyedForm):
    """The quick signal, first page: what I saw. Day, time and place are filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = Row(
            Column("occurred_on", css_class="col-6"), Column("occurred_at", css_class="col-6")
        )
        self.helper.layout = Layout("key", "facts", day, "place")


class KindsForm(KindFields, KeyedForm):
    """The quick signal, second page: of which kinds."""


class FurtherFields(forms.Form):
    """What may follow later: heard, thought, diagnosed, done, agreed, and the parents (D1, D2, D4)."""

    child_words = NarrativeField(
        label=_("What did the child say?"),
        rows=3,
        required=False,
        help_text=_("Word for word, and what you asked. Do not make it nicer."),
    )
    hearsay = NarrativeField(
        label=_("What did you hear?"),
        rows=4,
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
    interpretation = NarrativeField(
        label=_("What do you think of it?"),
        rows=4,
        required=False,
        help_text=_(
            "Your view, your worry, or what speaks against it. It stays apart from the facts."
        ),
    )
    diagnosis = NarrativeField(
        label=_("Diagnosis"),
        rows=2,
        required=False,
        help_text=_("Only if a professional made it. The school makes none."),
    )
    diagnosis_by = line(
        _("Who made it?"), required=False, help_text=_("Name and profession, and when.")
    )
    diagnosis_qualification = forms.ChoiceField(
        label=_("Why may this professional make it?"),
        choices=[("", _("No diagnosis")), *SignalVersion.Qualification.choices],
        required=False,
    )
    others = forms.CharField(
        label=_("Who else was there?"),
        required=False,
        max_length=initials.LIMIT,
        help_text=_("By initials only, such as: M., S.v.D."),
    )
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
    parents_informed = forms.ChoiceField(
        label=_("Did you tell the parents?"),
        choices=[("", _("I do not know yet")), *SignalVersion.Informed.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    parents_informed_on = PastDateField(label=_("On which day?"), required=False)
    parents_informed_how = NarrativeField(
        label=_("How, and what did they say?"), rows=2, required=False
    )
    parents_not_informed_reason = NarrativeField(
        label=_("Why not?"),
        rows=2,
        required=False,
        help_text=_("The AF HGKM then decides whether the parents may read this signal."),
    )


_SECTIONS: Final[tuple[tuple[Any, Any, tuple[str, ...]], ...]] = (
    ("", "", ("key", "number", "adding", "change_reason")),
    (_("When and where"), "", ("occurred_on", "occurred_at", "place", "kinds")),
    (
        _("What I saw"),
        _("Facts only. The child's own words stand apart."),
        ("facts", "child_words"),
    ),
    (
        _("What I heard"),
        _("Only with the source, and only if the source agrees."),
        ("hearsay", "hearsay_source", "hearsay_consent"),
    ),
    (_("What I think"), _("Your view, apart from the facts."), ("interpretation",)),
    (
        _("Diagnosis of a professional"),
        "",
        ("diagnosis", "diagnosis_by", "diagnosis_qualification"),
    ),
    (
        _("What was done and agreed"),
        "",
        ("others", "action", "agreement", "agreement_otherwise"),
    ),
    (
        _("The parents"),
        _("Parents may read the dossier. If you did not tell them, say why."),
        (
            "parents_informed",
            "parents_informed_on",
            "parents_informed_how",
            "parents_not_informed_reason",
        ),
    ),
)


class FullForm(FurtherFields, KindFields, FactsFields, WhenFields, KeyedForm):
    """Everything that a signal can hold (D1)."""

    submit_label = _("Save the signal")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lay_out()

    def lay_out(self) -> None:
        """Put the fields that are there in their sections; a section without fields is left out."""
        self.helper.layout = Layout(*self._sections())

    def _sections(self) -> Iterable[Any]:
        for legend, explanation, names in _SECTIONS:
            here = [name for name in names if name in self.fields]
            if here and not legend:
                yield from here
            elif here:
                intro = [HTML(f'<p class="meta">{explanation}</p>')] if explanation else []
                yield Fieldset(legend, *intro, *here, css_class="form-section")

    def clean(self) -> dict[str, Any]:
        super().clean()
        for field, message in problems(self.text()):
            shown = field if field in self.fields else None
            if shown is None or shown not in self.errors:
                self.add_error(shown, message)
        return self.cleaned_data

    def text(self) -> SignalText:
        """Return what was typed as the text of a version; what is wrong counts as empty."""
        given = {name: self.cleaned_data.get(name) for name in TEXT_FIELDS if name in self.fields}
        empty = SignalText(facts="")
        return replace(empty, **{name: value for name, value in given.items() if value})

    def when(self) -> dict[str, Any]:
        """Return day, time and kinds."""
        return {name: self.cleaned_data[name] for name in WHEN_FIELDS}


class CorrectForm(FullForm):
    """A new version of a signal: the version it starts from, and why (D6)."""

    submit_label = _("Save the correction")

    number = forms.IntegerField(widget=forms.HiddenInput)
    change_reason = NarrativeField(
        label=_("Why do you correct it?"),
        rows=2,
        help_text=_("This stays readable with the correction."),
        error_messages={"required": _("Say why you correct it.")},
    )


_HIDDEN: Final = ("key", "number", "adding")


class CompleteForm(FullForm):
    """What was left empty in `version` (D1). A field that somebody filled in meanwhile stays as typed."""

    submit_label = _("Add it to the signal")

    number = forms.IntegerField(widget=forms.HiddenInput)
    # A draft remembers by this on which of the two pages it is written.
    adding = forms.CharField(widget=forms.HiddenInput, initial="1", required=False, max_length=1)

    def __init__(self, *args: Any, version: SignalVersion, **kwargs: Any) -> None:
        self.version = version
        super().__init__(*args, **kwargs)

    def lay_out(self) -> None:
        open_to = {*still_empty(self.version), *_HIDDEN}
        for name in [*self.fields]:
            typed = str(self.data.get(name) or "").strip() if name in TEXT_FIELDS else ""
            if name not in open_to and not typed:
                del self.fields[name]
        super().lay_out()

    @property
    def has_room(self) -> bool:
        """Whether there is anything left to add."""
        return len(self.fields) > len(_HIDDEN)

    def text(self) -> SignalText:
        given = super().text()
        values = {name: getattr(given, name) for name in TEXT_FIELDS}
        return replace(
            SignalText.of(self.version), **{name: value for name, value in values.items() if value}
        )

    def additions(self) -> SignalText:
        """Return only what was typed here."""
        return super().text()
