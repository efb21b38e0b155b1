"""Who looked at a dossier (A8). No writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from audit import registry
from audit.models import Event
from dossiers.models import Opening
from schools.models import Pupil


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked: who, when, what, and the purpose if one was asked."""

    who: str
    at: datetime
    sentence: str
    purpose: str


def looks_at(pupil: Pupil) -> QuerySet[Event]:
    """Return the looks at everything about this pupil, newest first."""
    codes = [action.code for action in registry.all_actions() if action.look]
    return Event.objects.about_pupil(pupil.pk).filter(action__in=codes)


def named(looks: Iterable[Event]) -> list[Look]:
    """Return looks in words, with the names of who looked: one query more."""
    rows = list(looks)
    people = User.objects.in_bulk([row.actor_id for row in rows if row.actor_id])
    purposes = dict(Opening.Purpose.choices)
    return [
        Look(
            who=str(people.get(row.actor_id or 0, "–")),
            at=row.at,
            sentence=row.sentence,
            purpose=str(purposes.get(row.detail.get("purpose", ""), "")),
        )
        for row in rows
    ]
