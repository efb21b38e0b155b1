"""What each service asks before it writes: the permission, the cause, and the lock on the pupil."""

from datetime import date

import rules
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.workdays import today
from schools.models import Pupil


def require(actor: Actor, permission: str, obj: models.Model) -> None:
    """Raise PermissionDenied unless `actor` has `permission` on `obj` and a cause to be there (R1)."""
    for name in (permission, "dossiers.has_cause"):
        if not rules.has_perm(name, actor, obj):
            raise PermissionDenied(name)


def lock_pupil(pupil_id: object) -> Pupil:
    """Return the pupil, locked until the end of the transaction: one writer a dossier at a time.

    The records themselves are append-only, so the app role could not lock them.
    """
    pupil: Pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil_id)
    return pupil


def account_of(actor: Actor) -> int:
    """Return the account of who writes. Raises PermissionDenied for the system: it writes no record."""
    if actor.pk is None:
        raise PermissionDenied("dossiers.has_cause")
    return actor.pk


def past_day(day: date, field: str) -> None:
    """Raise Refused for a day that has not come yet."""
    if day > today():
        raise Refused(_("This date is in the future. Choose today or earlier."), field=field)


def needed(text: str, field: str, message: str) -> str:
    """Return the text without spaces around it. Raises Refused with `message` if nothing is left."""
    text = text.strip()
    if not text:
        raise Refused(message, field=field)
    return text
