"""Bringing in an earlier register: the file, its columns, its words."""

import hashlib
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, KeyedForm
from incidents.importing.columns import (
    CHOICES,
    LABELS,
    REQUIRED,
    Field,
    Mapping,
    guess_columns,
    words_in,
)
from incidents.importing.reading import MAX_BYTES, Table
from schools.forms.choosing import offer_schools
from schools.models import School

_SHOWN: Final = 60


class UploadRegisterForm(KeyedForm):
    """A CSV file and the school whose register it is."""

    submit_label = _("Choose the columns")

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"), empty_label=None)
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "In your spreadsheet choose 'save as' and then CSV. The first row holds the names of the"
            " columns."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
        },
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_schools(self, user, "incidents.import_register")

    def clean_file(self) -> bytes:
        """Return the bytes of the file."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                _("This file is too large: at most %(most)s MB."),
                params={"most": MAX_BYTES // 1024 // 1024},
            )
        content: bytes = file.read()
        return content


class ColumnsForm(BaseForm):
    """Which column is what. Filled in as far as the names of the columns tell."""

    submit_label = _("Go on to the words")

    all_handled = forms.BooleanField(
        label=_("Everything in this file was handled"),
        required=False,
        help_text=_("Then every incident is closed, also without a result."),
    )

    def __init__(
        self, *args: Any, table: Table, mapping: Mapping | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        first = table.rows[0]
        columns = mapping.columns if mapping else guess_columns(table.head)
        choices = [(str(n), _named(name, n, first.cells)) for n, name in enumerate(table.head)]
        for name, label in LABELS.items():
            needed = name in REQUIRED
            none = _("Choose") if needed else _("Not in this file")
            self.fields[name.value] = forms.ChoiceField(
                label=label,
                required=needed,
                choices=[("", none), *choices],
                initial=str(columns[name]) if name in columns else "",
                error_messages={"required": _("Choose the column for this.")},
            )
        self.order_fields([*LABELS, "all_handled"])
        self.fields["all_handled"].initial = bool(mapping and mapping.all_handled)
        self.helper.layout = self.helper.build_default_layout(self)

    @property
    def columns(self) -> dict[Field, int]:
        """The column of each field that is in the file."""
        return {
            name: int(self.cleaned_data[name.value])
            for name in LABELS
            if self.cleaned_data[name.value]
        }


class WordsForm(BaseForm):
    """Which of our words each word of the file means. What is left open makes its rows wrong."""

    submit_label = _("Make a preview")

    def __init__(self, *args: Any, table: Table, mapping: Mapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[str, tuple[Field, str]] = {}
        self.parts: list[tuple[Any, list[str]]] = []
        for name, words in words_in(table, mapping.columns).items():
            made = [self._add(name, word, text, mapping) for word, text in words.items()]
            self.parts.append((LABELS[name], made))
        self.helper.layout = self.helper.build_default_layout(self)

    def _add(self, name: Field, word: str, text: str, mapping: Mapping) -> str:
        # By the word and not by its place: it stays the same when somebody else chooses other columns.
        key = f"{name}-{hashlib.sha256(word.encode()).hexdigest()[:16]}"
        self.names[key] = name, word
        self.fields[key] = forms.ChoiceField(
            label=text[:_SHOWN],
            required=False,
            choices=[("", _("Not chosen yet")), *CHOICES[name]],
            initial=mapping.meant(name, word),
        )
        return key

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The fields under the name of their column."""
        return [(label, [self[key] for key in keys]) for label, keys in self.parts]

    @property
    def words(self) -> dict[Field, dict[str, str]]:
        """What was chosen, by field and by the word as it is compared."""
        found: dict[Field, dict[str, str]] = {}
        for key, (name, word) in self.names.items():
            found.setdefault(name, {})[word] = self.cleaned_data[key]
        return found


class ConfirmRegisterForm(BaseForm):
    """What the preview showed."""

    submit_label = _("Import")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


def _named(name: str, number: int, cells: tuple[str, ...]) -> Any:
    """Return what a column is called, with what its first row says."""
    example = " ".join(cells[number].split())[:_SHOWN] if number < len(cells) else ""
    title = name or str(_("Column %(number)s") % {"number": number + 1})
    return f"{title} ({example})" if example else title
