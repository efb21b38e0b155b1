"""What the record of a case is made of: chapters with entries, each with its texts and who wrote them.

One shape for everything, so that the document and its chronology come from the same list: what stands in
a chapter stands in the chronology too, with the page on which it is found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from core.workdays import local_date


class Nature(StrEnum):
    """What kind of words these are: facts are told apart from hearsay and from what somebody thinks (D2)."""

    FACT = "fact"
    HEARD = "heard"
    VIEW = "view"
    PLAIN = "plain"


_NATURES: Final = MappingProxyType(
    {
        Nature.FACT: _("Fact"),
        Nature.HEARD: _("Heard or told"),
        Nature.VIEW: _("View or reason"),
    }
)


@dataclass(frozen=True, slots=True)
class Text:
    """Words that somebody typed, or a date or choice, under a label."""

    label: str
    words: str
    nature: Nature = Nature.PLAIN

    @property
    def kind(self) -> str:
        """What kind of words these are, in words; '' for a date or a choice."""
        return str(_NATURES.get(self.nature, ""))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was recorded: `on` is the day it is about, `at` when it was written down."""

    anchor: str
    title: str
    who: str
    on: date
    at: datetime
    texts: tuple[Text, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the record; `empty` is what it says when there is nothing in it."""

    anchor: str
    title: str
    entries: tuple[Entry, ...] = ()
    intro: str = ""
    empty: str = ""
    tables: tuple[Table, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.entries and not any(table.rows for table in self.tables)


def texts(*found: tuple[Any, str] | tuple[Any, str, Nature]) -> tuple[Text, ...]:
    """Return the texts that have words, from (label, words) or (label, words, nature)."""
    made = (Text(str(one[0]), str(one[1]), *one[2:]) for one in found)
    return tuple(text for text in made if text.words)


def entry(
    row: Any,
    title: Any,
    *found: tuple[Any, str] | tuple[Any, str, Nature],
    on: date | None = None,
    who: Any = None,
    note: Any = "",
) -> Entry:
    """Make the entry of a record: its author and moment are those of the row, unless told."""
    return Entry(
        anchor=f"r{row.pk.hex}",
        title=str(title),
        who=str(who or row.author),
        on=on or local_date(row.created_at),
        at=row.created_at,
        texts=texts(*found),
        note=str(note),
    )


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries in the order in which they happened."""
    return tuple(sorted(entries, key=lambda one: (one.on, one.at)))
