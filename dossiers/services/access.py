"""Opening a dossier outside the own group, for a stated purpose (R1, A8)."""

import uuid
from datetime import timedelta

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import Refused
from core.once import already_made
from dossiers import events
from dossiers.models import Opening, OpeningEnd
from dossiers.services.guard import account_of
from dossiers.workflow import OPENING_HOURS
from schools.models import Pupil


@transaction.atomic
def open_with_purpose(
    *, actor: Actor, pupil: Pupil, key: uuid.UUID, purpose: str, explanation: str = ""
) -> Opening:
    """Open the dossier for twelve hours and write down why. Returns the opening, also for a repeat.

    Raises PermissionDenied without a role at the school, Refused for an unknown purpose.
    """
    made = already_made(Opening, key, user_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    if not rules.has_perm("dossiers.open_dossier", actor, pupil):
        raise PermissionDenied("dossiers.open_dossier")
    if purpose not in Opening.Purpose.values:
        raise Refused(_("Choose why you open this dossier."), field="purpose")
    opening = Opening(
        pk=key,
        school_id=pupil.school_id,
        pupil=pupil,
        user_id=account_of(actor),
        purpose=purpose,
        explanation=explanation.strip(),
        valid_until=timezone.now() + timedelta(hours=OPENING_HOURS),
    )
    opening.save(force_insert=True)
    record(events.OPENED, actor=actor, obj=pupil, purpose=purpose)
    return opening


@transaction.atomic
def close_opening(*, actor: Actor, opening: Opening) -> None:
    """Close a dossier before its hours are over, for its own reader; a second time changes nothing.

    Raises PermissionDenied for somebody else's opening.
    """
    if not rules.has_perm("dossiers.close_opening", actor, opening):
        raise PermissionDenied("dossiers.close_opening")
    made, new = OpeningEnd.objects.get_or_create(
        opening=opening, defaults={"school_id": opening.school_id}
    )
    if new:
        record(events.OPENING_ENDED, actor=actor, obj=made, pupil_id=opening.pupil_id)
