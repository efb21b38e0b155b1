"""Evaluation dates: set, finished with a result, reminded and escalated by the clock (D1, D8)."""

import uuid
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from core.actors import SYSTEM, Actor
from core.duties import claim_each
from core.errors import IllegalTransition, Refused
from core.once import already_made
from core.workdays import today
from dossiers import events, notifications
from dossiers.models import FollowUp, Signal
from dossiers.selectors.people import possible_assignees
from dossiers.services.guard import needed, require
from dossiers.workflow import remind_on
from schools.models import Pupil


@transaction.atomic
def set_follow_up(
    *,
    actor: Actor,
    pupil: Pupil,
    key: uuid.UUID,
    due_on: date,
    what: str,
    assignee: User,
    signal: Signal | None = None,
) -> FollowUp:
    """Set the day on which `assignee` looks at it again. Returns it, also for a repeat.

    Raises PermissionDenied without role or cause; Refused for a day that has passed, no subject, or
    somebody who has no cause to open this dossier.
    """
    made = already_made(FollowUp, key, pupil_id=pupil.pk)
    if made is not None:
        return made
    require(actor, "dossiers.set_follow_up", pupil)
    if due_on < today():
        raise Refused(_("This date has passed. Choose today or later."), field="due_on")
    if assignee.pk != actor.pk and assignee not in possible_assignees(pupil):
        raise Refused(_("Choose somebody of this pupil's team."), field="assignee")
    if signal is not None and signal.pupil_id != pupil.pk:
        raise Refused(_("Choose a signal of this pupil."), field="signal")
    follow_up = FollowUp(
        pk=key,
        school_id=pupil.school_id,
        pupil=pupil,
        signal=signal,
        assignee=assignee,
        due_on=due_on,
        remind_on=remind_on(today(), due_on),
        what=needed(what, "what", _("Say what you will look at.")),
    )
    follow_up.save(force_insert=True)
    record(events.FOLLOW_UP_SET, actor=actor, obj=follow_up, due=due_on, assignee=assignee.pk)
    return follow_up


@transaction.atomic
def finish_follow_up(*, actor: Actor, follow_up: FollowUp, result: str) -> FollowUp:
    """Write down what came of it. Returns the finished one.

    Raises PermissionDenied for others than the assignee, AF HGKM and manager; Refused without a
    result; IllegalTransition if it was finished already with another result.
    """
    locked: FollowUp = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    require(actor, "dossiers.finish_follow_up", locked)
    result = needed(result, "result", _("Say what came of it."))
    if not locked.is_open:
        if locked.done_by_id == actor.pk and locked.result == result:
            return locked
        raise IllegalTransition(_("This evaluation is finished already. Reload the page."))
    locked.done_on, locked.done_by_id, locked.result = today(), actor.pk, result
    locked.save(update_fields=["done_on", "done_by", "result"])
    record(events.FOLLOW_UP_DONE, actor=actor, obj=locked)
    return locked


def remind_due(day: date) -> int:
    """Remind the assignees of what is due by `day`, each once. Returns how many. A transaction a row."""
    return claim_each(FollowUp.objects.due_by(day), "reminded_at", _remind)


def escalate_overdue(day: date) -> int:
    """Tell the AF HGKM what is overdue on `day`, each once. Returns how many. A transaction a row."""
    return claim_each(FollowUp.objects.overdue(day), "escalated_at", _escalate)


def _remind(follow_up: FollowUp) -> None:
    record(events.FOLLOW_UP_REMINDED, actor=SYSTEM, obj=follow_up)
    notifications.follow_up_due(follow_up)


def _escalate(follow_up: FollowUp) -> None:
    record(events.FOLLOW_UP_ESCALATED, actor=SYSTEM, obj=follow_up)
    notifications.follow_up_overdue(follow_up)
