"""A teacher hands over to the AF HGKM; the AF HGKM takes it; the clock tells the manager (M2)."""

import uuid
from collections.abc import Sequence
from datetime import date

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import SYSTEM, Actor
from core.duties import claim_each
from core.errors import Refused
from core.once import already_made
from core.workdays import today
from dossiers import events, notifications
from dossiers.models import HandOver, Signal
from dossiers.services.guard import account_of, lock_pupil, needed, require
from dossiers.workflow import HandOverAction, escalate_on, hand_over_after
from schools.models import Pupil


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    pupil: Pupil,
    key: uuid.UUID,
    reason: str,
    acute: bool = False,
    signals: Sequence[Signal] = (),
) -> HandOver:
    """Hand the worry over to the AF HGKM, and mail every AF HGKM of the school. Returns the hand-over.

    Raises PermissionDenied without role or cause; Refused without a reason, for a signal of another
    pupil, and while another hand-over of this pupil waits.
    """
    made = already_made(HandOver, key, author_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    locked = lock_pupil(pupil.pk)
    require(actor, "dossiers.hand_over", locked)
    reason = needed(reason, "reason", _("Say why you hand this over."))
    if any(signal.pupil_id != pupil.pk for signal in signals):
        raise Refused(_("Choose signals of this pupil."), field="signals")
    if HandOver.objects.waiting().filter(pupil=pupil).exists():
        raise Refused(_("This pupil is handed over already and waits for the AF HGKM."))
    made = HandOver(
        pk=key,
        school_id=pupil.school_id,
        pupil=pupil,
        author_id=account_of(actor),
        reason=reason,
        acute=acute,
        escalate_on=escalate_on(today(), acute=acute),
    )
    made.save(force_insert=True)
    made.signals.set(signals)
    record(events.HANDED_OVER, actor=actor, obj=made, acute=acute, signals=len(signals))
    notifications.handed_over(made)
    return made


@transaction.atomic
def take_over(*, actor: Actor, hand_over: HandOver) -> HandOver:
    """Mark that the AF HGKM took it (a case was opened), and tell who handed it over. Returns it.

    The same person taking it twice is once. Raises PermissionDenied for others than an AF HGKM of the
    school, IllegalTransition if somebody else took it.
    """
    locked: HandOver = HandOver.objects.select_for_update().get(pk=hand_over.pk)
    if not rules.has_perm("dossiers.take_over", actor, locked):
        raise PermissionDenied("dossiers.take_over")
    if locked.state == HandOver.State.TAKEN and locked.taken_by_id == actor.pk:
        return locked
    locked.state = HandOver.State(hand_over_after(locked.state, HandOverAction.TAKE))
    locked.taken_by_id, locked.taken_at = actor.pk, timezone.now()
    locked.save(update_fields=["state", "taken_by", "taken_at"])
    record(events.TAKEN_OVER, actor=actor, obj=locked)
    notifications.taken_over(locked)
    return locked


def escalate_waiting(day: date) -> int:
    """Tell the manager which hand-overs still wait on their last day. Returns how many.

    Each once and in a transaction of its own, with its mail.
    """
    return claim_each(HandOver.objects.to_escalate(day), "escalated_at", _escalate)


def _escalate(waiting: HandOver) -> None:
    record(events.HAND_OVER_ESCALATED, actor=SYSTEM, obj=waiting)
    notifications.hand_over_waits(waiting)
