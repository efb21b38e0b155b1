"""Requests of parents to correct, complete or erase (A2): filed, withdrawn, reminded; the answer is in answers.py."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import SYSTEM, Actor
from core.duties import claim_each
from core.errors import Refused
from core.once import already_made
from core.workdays import today
from dossiers import events, notifications
from dossiers.models import ParentRequest, Way
from dossiers.services.guard import account_of, lock_pupil, needed, past_day, require
from dossiers.services.parents import (
    About,
    columns_of,
    of_dossier,
    own_record,
    paper_way,
    parent_of,
    readable,
)
from dossiers.workflow import RequestAction, answer_by, remind_of_request, request_after
from schools.models import Guardian, Pupil


@transaction.atomic
def file_request(
    *, actor: Actor, pupil: Pupil, key: uuid.UUID, kind: str, text: str, about: About | None = None
) -> ParentRequest:
    """File the request of the parent who is logged in; it came in today. Returns it, also for a repeat.

    Raises PermissionDenied for who is no parent with gezag of the child; Refused for an unknown kind, no
    text, or an entry that isn't open to this parent.
    """
    made = already_made(ParentRequest, key, filed_by_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    guardian = own_record(actor, pupil)
    about = readable(actor, pupil, about)
    given = {"kind": kind, "way": Way.PORTAL, "received_on": today(), "text": text}
    return _keep(actor, guardian, key, about, **given)


@transaction.atomic
def take_in_request(
    *,
    actor: Actor,
    pupil: Pupil,
    key: uuid.UUID,
    guardian: Guardian,
    kind: str,
    way: str,
    received_on: date,
    text: str,
    about: About | None = None,
) -> ParentRequest:
    """Put in a request that came by letter, mail or on paper. Its four weeks count from `received_on`.

    Returns it, also for a repeat. Raises PermissionDenied without role or cause; Refused for a day in
    the future, a parent without gezag, an unknown kind or way, no text, or an entry of another dossier.
    """
    made = already_made(ParentRequest, key, filed_by_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    lock_pupil(pupil.pk)
    require(actor, "dossiers.take_in_request", pupil)
    past_day(received_on, "received_on")
    guardian, way = parent_of(pupil, guardian), paper_way(way)
    about = of_dossier(actor, pupil, about)
    given = {"kind": kind, "way": way, "received_on": received_on, "text": text}
    return _keep(actor, guardian, key, about, **given)


def _keep(
    actor: Actor, guardian: Guardian, key: uuid.UUID, about: About | None, **given: Any
) -> ParentRequest:
    if given["kind"] not in ParentRequest.Kind.values:
        raise Refused(_("Choose what is asked."), field="kind")
    given["text"] = needed(given["text"], "text", _("Write what is asked, and why."))
    request = ParentRequest(
        pk=key,
        school_id=guardian.school_id,
        pupil_id=guardian.pupil_id,
        guardian=guardian,
        filed_by_id=account_of(actor),
        due_on=answer_by(given["received_on"]),
        remind_on=remind_of_request(given["received_on"], today()),
        **given,
        **columns_of(about),
    )
    request.save(force_insert=True)
    record(
        events.REQUEST_FILED, actor=actor, obj=request, kind=request.kind, way=request.way,
        due=request.due_on,
    )  # fmt: skip
    notifications.tell_staff("request", request, actor)
    return request


@transaction.atomic
def withdraw_request(*, actor: Actor, request: ParentRequest) -> ParentRequest:
    """Withdraw an own request that has no answer yet. Twice is once.

    Raises PermissionDenied for others than the parent who asked; IllegalTransition once it is answered.
    """
    locked: ParentRequest = ParentRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if own_record(actor, locked.pupil).pk != locked.guardian_id:
        raise PermissionDenied("portal.own_request")
    if locked.state == ParentRequest.State.WITHDRAWN:
        return locked
    locked.state = request_after(locked.state, RequestAction.WITHDRAW)
    locked.done_on, locked.done_by_id = today(), actor.pk
    locked.save(update_fields=["state", "done_on", "done_by"])
    record(events.REQUEST_WITHDRAWN, actor=actor, obj=locked)
    notifications.tell_staff("withdrawn", locked, actor)
    return locked


def remind_of_requests(day: date) -> int:
    """Remind AF HGKM and manager of open requests: halfway and three days before the end, each once.

    Returns how many. A transaction a row. What came in too late for a reminder only escalates.
    """
    due = ParentRequest.objects.open().filter(Q(remind_on__lte=day))
    return claim_each(due, "reminded_at", lambda request: _remind(request, day))


def escalate_late_requests(day: date) -> int:
    """Tell the manager which requests have no answer after four weeks, each once. Returns how many."""
    return claim_each(ParentRequest.objects.overdue(day), "escalated_at", _escalate)


def _remind(request: ParentRequest, day: date) -> None:
    record(events.REQUEST_REMINDED, actor=SYSTEM, obj=request)
    notifications.request_due(request)
    later = remind_of_request(request.received_on, day)
    if later is not None:
        # The second reminder: the row waits for it again.
        request.remind_on, request.reminded_at = later, None
        request.save(update_fields=["remind_on", "reminded_at"])


def _escalate(request: ParentRequest) -> None:
    record(events.REQUEST_ESCALATED, actor=SYSTEM, obj=request)
    notifications.request_late(request)
