"""Uploading and confirming an EDEXML file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, KeyedForm
from schools.edexml import MAX_BYTES
from schools.models import Board, School

TOO_LARGE = _(
    "This file is too large: at most %(limit)d MB is possible. A pupil file is seldom larger than"
    " 2 MB. Look whether it is the right file."
)


def place_choices(schools: list[School], boards: list[Board], whole: Any) -> list[tuple[str, Any]]:
    """Return choices for a school or a whole board; `whole` is the text for a board."""
    choices: list[tuple[str, Any]] = [(f"s{one.pk}", one.name) for one in schools]
    return choices + [(f"b{one.pk}", whole % {"board": one.name}) for one in boards]


def chosen_place(
    value: str, schools: list[School], boards: list[Board]
) -> tuple[Board, School | None]:
    """Return board and school (None: the whole board) for a value of `place_choices`."""
    for school in schools:
        if value == f"s{school.pk}":
            return school.board, school
    return next(board for board in boards if value == f"b{board.pk}"), None


class ImportForm(KeyedForm):
    """A file and the school that it is about."""

    submit_label = _("Make a preview")
    place = forms.ChoiceField(label=_("Which school is the file about?"))
    name = forms.CharField(
        label=_("Name of the new school"),
        max_length=200,
        required=False,
        help_text=_("Only for a school that isn't here yet. The file holds its BRIN, no name."),
    )
    file = forms.FileField(
        label=_("EDEXML file"),
        help_text=_("Exported by the pupil administration (ParnasSys, ESIS …), ends in .xml."),
        widget=forms.FileInput(attrs={"accept": ".xml,text/xml,application/xml"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Export it again."),
        },
    )

    def __init__(
        self,
        *args: Any,
        schools: list[School],
        boards: list[Board],
        too_large: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.schools, self.boards = schools, boards
        field: Any = self.fields["place"]
        field.choices = place_choices(schools, boards, _("A new school of %(board)s"))
        if not boards:
            self.leave_out("name")
        if too_large:
            message = str(TOO_LARGE) % {"limit": MAX_BYTES // 1024 // 1024}
            self.fields["file"].error_messages["required"] = message

    def clean_file(self) -> bytes:
        """Return the bytes of the file."""
        content: bytes = self.cleaned_data["file"].read()
        if len(content) > MAX_BYTES:
            raise ValidationError(TOO_LARGE, params={"limit": MAX_BYTES // 1024 // 1024})
        return content

    def where(self) -> tuple[Board, School | None]:
        """The board and, unless it is a new one, the school."""
        return chosen_place(self.cleaned_data["place"], self.schools, self.boards)


class ConfirmForm(BaseForm):
    """What the preview showed."""

    submit_label = _("Import")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class DisclosureDaysForm(BaseForm):
    """After how many days parents read what was written down (A1)."""

    days = forms.IntegerField(
        label=_("Days until parents read it"),
        min_value=1,
        max_value=90,
        help_text=_("1 to 90. Fourteen days is usual: time to talk with the parents first."),
    )


class CaseRetentionForm(BaseForm):
    """How many years a Meldcode case is kept (AVG: no longer than needed)."""

    years = forms.IntegerField(
        label=_("Years that a case is kept"),
        min_value=2,
        max_value=20,
        help_text=_(
            "2 to 20. No law names a term for it; two years is that of the pupil's dossier. Write down in "
            "your privacy policy why you choose it."
        ),
    )


class SchoolForm(BaseForm):
    """What a school is called."""

    name = forms.CharField(label=_("Name of the school"), max_length=200)
