"""A parent's own view, added to the dossier or to one entry of it (A1). It is never changed."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.once import already_made
from dossiers import events, notifications
from dossiers.models import ParentStatement, Way
from dossiers.services.guard import account_of, lock_pupil, needed, require
from dossiers.services.parents import (
    About,
    columns_of,
    of_dossier,
    own_record,
    paper_way,
    parent_of,
    readable,
)
from schools.models import Guardian, Pupil


@transaction.atomic
def add_view(
    *, actor: Actor, pupil: Pupil, key: uuid.UUID, text: str, about: About | None = None
) -> ParentStatement:
    """Add the view of the parent who is logged in. Returns it, also for the same form sent again.

    Raises PermissionDenied for who is no parent with gezag of the child; Refused without a text, or for
    an entry that isn't open to this parent (A1).
    """
    made = already_made(ParentStatement, key, author_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    guardian = own_record(actor, pupil)
    about = readable(actor, pupil, about)
    return keep_view(actor, guardian, key, text=text, way=Way.PORTAL, about=about)


@transaction.atomic
def take_in_view(
    *,
    actor: Actor,
    pupil: Pupil,
    key: uuid.UUID,
    guardian: Guardian,
    way: str,
    text: str,
    about: About | None = None,
) -> ParentStatement:
    """Put in, word for word, the view that a parent gave on paper. Returns it, also for a repeat.

    Raises PermissionDenied without role or cause; Refused for a parent without gezag, no way, no text,
    or an entry of another dossier.
    """
    made = already_made(ParentStatement, key, author_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    lock_pupil(pupil.pk)
    require(actor, "dossiers.take_in_request", pupil)
    guardian, way = parent_of(pupil, guardian), paper_way(way)
    about = of_dossier(actor, pupil, about)
    return keep_view(actor, guardian, key, text=text, way=way, about=about)


def keep_view(
    actor: Actor, guardian: Guardian, key: uuid.UUID, *, text: str, way: str, about: About | None
) -> ParentStatement:
    """Save a view, write it in the log and have the staff told. Raises Refused without a text."""
    values: dict[str, Any] = columns_of(about)
    statement = ParentStatement(
        pk=key,
        school_id=guardian.school_id,
        pupil_id=guardian.pupil_id,
        guardian=guardian,
        way=way,
        text=needed(text, "text", _("Write how you see it.")),
        author_id=account_of(actor),
        **values,
    )
    statement.save(force_insert=True)
    record(
        events.STATEMENT_ADDED,
        actor=actor,
        obj=statement,
        way=way,
        about=about.name if about else "",
    )
    notifications.tell_staff("statement", statement, actor)
    return statement
