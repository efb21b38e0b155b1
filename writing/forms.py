"""The form of a word of the list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, HiddenInput, RadioSelect, UUIDField
from django.utils.translation import gettext_lazy as _

from core.forms import KeyedForm, NarrativeField
from writing.kinds import Kind
from writing.models import LIST_LENGTH, REASON_LENGTH, TERM_LENGTH
from writing.services import told
from writing.spellings import SpellingError, joined


class WordForm(KeyedForm):
    """A word, why it is better not used, and what to write instead."""

    submit_label = _("Save the word")

    kind = ChoiceField(
        label=_("What is the matter with this word?"),
        choices=Kind.choices,
        widget=RadioSelect,
        error_messages={"required": _("Choose what is the matter with this word.")},
    )
    term = CharField(
        label=_("Word"),
        max_length=TERM_LENGTH,
        help_text=_("A word or a few words. With * at the end any ending counts: pest*."),
        error_messages={"required": _("Fill in a word.")},
    )
    forms = CharField(
        label=_("Other forms"),
        required=False,
        max_length=LIST_LENGTH,
        help_text=_("Other spellings of the same word, with commas between."),
    )
    reason = NarrativeField(
        label=_("Why rather not?"),
        rows=2,
        max_length=REASON_LENGTH,
        help_text=_("One sentence. Who writes the word reads it."),
        error_messages={"required": _("Say why this word is better not used.")},
    )
    alternative = NarrativeField(
        label=_("What can somebody write instead?"),
        rows=2,
        required=False,
        max_length=REASON_LENGTH,
    )
    unless = CharField(
        label=_("Not marked if the sentence has"),
        required=False,
        max_length=LIST_LENGTH,
        help_text=_("Words that make it right, with commas between: kinderarts, niet altijd."),
    )

    def clean_term(self) -> str:
        return _spelled(self.cleaned_data["term"])

    def clean_forms(self) -> str:
        return _spelled(self.cleaned_data["forms"])

    def clean_unless(self) -> str:
        return _spelled(self.cleaned_data["unless"])


class ChangeWordForm(WordForm):
    """A new version of a word; `seen` is the version that the page showed."""

    seen = UUIDField(widget=HiddenInput)


def _spelled(text: Any) -> str:
    try:
        return joined(text)
    except SpellingError as error:
        raise ValidationError(told(error)) from None
