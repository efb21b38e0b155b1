"""What a parent reads: the own children, and of each what the school opened to this parent (A1, R7).

Everything here comes from disclosures: a kind, a day, and a text that was masked when it was opened.
Nothing knows who wrote, talked, handed over or opened: those rows are not asked for, and Postgres would
not show them to a parent. What is kept back is not there, and leaves no gap: nothing is numbered, and what
comes first is decided by the days of what is read alone.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from core.workdays import AMSTERDAM, today
from dossiers.disclosure import column_of, reading_in
from dossiers.models import Disclosure
from schools.models import Placement, Pupil
from schools.querysets import PupilQuerySet, on_day

ENTRIES_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Entry:
    """What parents read of one entry: its last version. `view` is None if the text was erased (A2)."""

    kind: str  # signal, contact, report or invitation
    opened: Disclosure
    view: Any

    @property
    def key(self) -> uuid.UUID:
        """The id of the entry itself: marks its place on the page."""
        found: uuid.UUID = getattr(self.opened, f"{self.kind}_id")
        return found

    @property
    def day(self) -> date:
        """The day of what is told; of what was erased, the day on which it was opened."""
        if self.view is None:
            return self.opened.created_at.astimezone(AMSTERDAM).date()
        found: date = self.view.day
        return found

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"portal/entries/{'erased' if self.view is None else self.kind}.html"

    @property
    def order(self) -> tuple[date, time, datetime]:
        """What puts entries in order."""
        at = None if self.view is None else self.view.time
        return self.day, at or time.min, self.opened.created_at


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the reader: how many entries are there to read, and since when the last one is."""

    pupil: Pupil
    group: str
    entries: int
    newest: datetime | None


def children_of(user: Any) -> PupilQuerySet:
    """Return the children that exist for `user` as a parent, with their school."""
    return Pupil.objects.of_guardian(user).select_related("school")


def overview(user: Any) -> list[Child]:
    """Return the children of `user`: four queries, however many children and entries."""
    running = Placement.objects.filter(on_day(today())).select_related("group")
    children = children_of(user).prefetch_related(Prefetch("placements", running))
    opened: dict[uuid.UUID, list[Disclosure]] = {}
    for made in Disclosure.objects.open_to(user):
        opened.setdefault(made.pupil_id, []).append(made)
    return [_child(pupil, _entries(opened.get(pupil.pk, []))) for pupil in children]


def _child(pupil: Any, entries: list[Entry]) -> Child:
    return Child(
        pupil=pupil,
        group=", ".join(placement.group.name for placement in pupil.placements.all()),
        entries=len(entries),
        newest=max((entry.opened.created_at for entry in entries), default=None),
    )


def entries_of(user: Any, pupil: Pupil) -> list[Entry]:
    """Return all that `user` may read of `pupil`, newest first: one query, however many entries."""
    return _entries(Disclosure.objects.open_to(user).filter(pupil=pupil))


def page_of(user: Any, pupil: Pupil, number: str | None) -> Page[Entry]:
    """Return a page of it."""
    return Paginator(entries_of(user, pupil), ENTRIES_A_PAGE).get_page(number)


def _entries(opened: Iterable[Disclosure]) -> list[Entry]:
    """Return the last version of each entry, newest first; `opened` has the oldest first."""
    last: dict[tuple[str, str], Entry] = {}
    for made in opened:
        kind = column_of(made)
        entry = Entry(kind, made, reading_in(made))
        last[kind, _series(entry)] = entry
    return sorted(last.values(), key=lambda entry: entry.order, reverse=True)


def _series(entry: Entry) -> str:
    """Return what the versions of one entry share: a signal, a talk, the first of a contact."""
    if entry.kind == "signal" or entry.view is None:
        return str(entry.key)
    return str(entry.view.series)
