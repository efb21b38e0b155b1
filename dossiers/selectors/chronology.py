"""The chronology of a dossier: one timeline of everything in it that the reader may see. No writes."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Value
from django.db.models.functions import TruncDate

from accounts.models import User
from core.workdays import AMSTERDAM, school_year_label
from dossiers.models import FollowUp, HandOver, ParentContact, Signal
from dossiers.selectors.records import hand_overs_of
from schools.models import Pupil

ENTRIES_A_PAGE = 25  # 200 at once take most of a second to draw, and nobody reads them on a phone

_Records = dict[str, Any]  # by kind the queryset of its records
_Place = tuple[str, date, datetime, uuid.UUID]
_DAYS: dict[str, Any] = {
    "signal": F("occurred_on"),
    "contact": F("happened_on"),
    "hand_over": TruncDate("created_at", tzinfo=AMSTERDAM),
    "follow_up": F("done_on"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in the chronology; `kind` names its template in templates/dossiers/entries/."""

    kind: str
    day: date
    record: Signal | ParentContact | HandOver | FollowUp

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"dossiers/entries/{self.kind}.html"

    @property
    def anchor(self) -> str:
        """Its place on the page, for links to it."""
        return f"e-{self.record.pk}"


@dataclass(frozen=True, slots=True)
class Year:
    """The entries of a school year, newest first (D3: looking back over the years)."""

    label: str
    entries: Sequence[Entry]


def chronology(pupil: Pupil, user: User, number: str | None = None) -> Page[Entry]:
    """Return a page of what stands in the dossier for `user`, newest first: at most eleven queries.

    Hand-overs only for their maker, AF HGKM and manager (R1); evaluations once they are finished.
    """
    done = FollowUp.objects.visible_to(user).filter(pupil=pupil, done_on__isnull=False)
    contacts = ParentContact.objects.visible_to(user).filter(pupil=pupil)
    found: _Records = {
        "signal": Signal.objects.visible_to(user).filter(pupil=pupil).in_full(),
        "contact": contacts.select_related("author", "signal"),
        "hand_over": hand_overs_of(pupil, user),
        "follow_up": done.select_related("done_by", "assignee"),
    }
    page = Paginator(_places(found), ENTRIES_A_PAGE).get_page(number)
    pages: Any = page.paginator  # counts places where the page holds their records
    return Page(_entries(found, list(page)), page.number, pages)


def _places(found: _Records) -> list[_Place]:
    """Return kind, day, moment and id of every record, newest first: one query, no narrative."""
    parts: list[Any] = [
        rows.prefetch_related(None)
        .order_by()
        .annotate(entry=Value(kind), day=_DAYS[kind])
        .values_list("entry", "day", "created_at", "pk")
        for kind, rows in found.items()
    ]
    return list(parts[0].union(*parts[1:], all=True).order_by("-day", "-created_at", "-pk"))


def _entries(found: _Records, places: Sequence[_Place]) -> list[Entry]:
    """Return the records at `places`, in that order."""
    records = {
        (kind, record.pk): record
        for kind, rows in found.items()
        for record in rows.filter(pk__in=[key for entry, _, _, key in places if entry == kind])
    }
    return [Entry(kind, day, records[kind, key]) for kind, day, _, key in places]


def by_year(entries: Iterable[Entry]) -> list[Year]:
    """Divide entries over the school years, in the order in which they come."""
    years: dict[str, list[Entry]] = {}
    for entry in entries:
        years.setdefault(school_year_label(entry.day), []).append(entry)
    return [Year(label, rows) for label, rows in years.items()]
