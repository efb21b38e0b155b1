"""What the records of a dossier share: pupil, school, author, and the one entry that a row is about."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import uuid7
from core.workdays import AMSTERDAM
from schools.models import Pupil, School

if TYPE_CHECKING:
    from accounts.models import User

ENTRIES = ("signal", "contact", "report")
"""What parents can read, withhold-able each by itself: a signal, a contact, the report of a talk."""


def moment_of(day: date, at: time | None) -> date:
    """Return the day, or day and time in Amsterdam when the time is known."""
    return datetime.combine(day, at, AMSTERDAM) if at else day


class DossierRecord(models.Model):
    """What each record in a dossier has: its pupil, the pupil's school (for access), who and when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="%(class)ss")
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


def exactly_one(*names: str) -> Q:
    """Return the condition that exactly one of the columns `names` is filled in."""
    return _count(names, filled=1)


def at_most_one(*names: str) -> Q:
    """Return the condition that one of the columns `names` is filled in, or none."""
    return _count(names, filled=1) | _count(names, filled=0)


def _count(names: tuple[str, ...], *, filled: int) -> Q:
    found = Q()
    for wanted in names if filled else ("",):
        one = Q()
        for name in names:
            one &= Q(**{f"{name}__isnull": name != wanted})
        found |= one
    return found


def entry_of(row: Any) -> Any:
    """Return the signal, contact or report that a row with the columns ENTRIES is about, or None."""
    for name in ENTRIES:
        if getattr(row, f"{name}_id") is not None:
            return getattr(row, name)
    return None
