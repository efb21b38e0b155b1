"""What a parent reads: the own children, and of each what the school opened to parents (A1, R7).

Nothing here knows who wrote, talked, handed over or opened: those rows are not asked for, and Postgres
would not show them to a parent.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from core.workdays import today
from dossiers.disclosure import SignalReading, load
from dossiers.models import Disclosure
from schools.models import Placement, Pupil
from schools.querysets import PupilQuerySet, on_day


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the reader: how many signals are open to parents, and since when the last one is."""

    pupil: Pupil
    group: str
    entries: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A signal as parents read it; `key` marks its place on the page."""

    key: uuid.UUID
    view: SignalReading


def children_of(user: Any) -> PupilQuerySet:
    """Return the children that exist for `user` as a parent, with their school."""
    return Pupil.objects.of_guardian(user).select_related("school")


def overview(user: Any) -> list[Child]:
    """Return the children of `user`: four queries, however many children and entries."""
    running = Placement.objects.filter(on_day(today())).select_related("group")
    children = children_of(user).prefetch_related(Prefetch("placements", running))
    opened: dict[uuid.UUID, dict[uuid.UUID, datetime]] = {}
    for disclosure in _signals(user).defer("content"):
        opened.setdefault(disclosure.pupil_id, {})[disclosure.signal_id] = disclosure.created_at
    return [
        Child(
            pupil=pupil,
            group=", ".join(placement.group.name for placement in pupil.placements.all()),
            entries=len(opened.get(pupil.pk, ())),
            newest=max(opened.get(pupil.pk, {}).values(), default=None),
        )
        for pupil in children
    ]


def entries_of(user: Any, pupil: Pupil) -> list[Entry]:
    """Return what parents may read of `pupil`, newest first: one query, however many entries."""
    last = {one.signal_id: one for one in _signals(user).filter(pupil=pupil)}
    entries = [Entry(key, load("signal", one.content)) for key, one in last.items()]
    return sorted(entries, key=lambda entry: entry.view.day, reverse=True)


def _signals(user: Any) -> Any:
    return Disclosure.objects.open_to(user).filter(signal__isnull=False)
