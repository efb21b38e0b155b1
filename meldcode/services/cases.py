"""A case opens, takes in hand-overs and children."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.once import already_made
from dossiers import services as dossier_services
from dossiers.models import HandOver
from meldcode import events
from meldcode.models import (
    Case,
    CaseHandOver,
    CasePupil,
    WeighingRound,
)
from meldcode.services.base import advance, locked, log, needed, person, require
from meldcode.workflow import Action
from schools.models import Pupil


@transaction.atomic
def open_case(
    *,
    actor: Actor,
    key: uuid.UUID,
    pupil: Pupil,
    cause: str,
    reason: str,
    hand_over: HandOver | None = None,
) -> Case:
    """Open a case about `pupil`, from a hand-over or at once (M2). Returns it.

    A hand-over about a child with a running case is taken into that case, which is returned. Raises
    PermissionDenied; Refused without a reason, when a case runs already, or when the hand-over is of
    another child or was taken by somebody else.
    """
    made = already_made(Case, key, opened_by_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    # The lock on the child makes two that open a case at the same moment queue up.
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    require(actor, "meldcode.open_case", pupil)
    if hand_over is not None and hand_over.pupil_id != pupil.pk:
        raise Refused(_("This hand-over is about another child."))
    running = Case.objects.open().filter(pupil=pupil).first()
    if running is not None:
        return _join(actor, running, hand_over)
    case = Case(
        pk=key,
        school_id=pupil.school_id,
        pupil=pupil,
        origin=Case.Origin.HAND_OVER if hand_over else Case.Origin.DIRECT,
        cause=cause,
        reason=needed(reason, "reason"),
        opened_by_id=person(actor),
    )
    case.save(force_insert=True)
    shared: dict[str, Any] = {"case": case, "school_id": case.school_id, "author_id": person(actor)}
    CasePupil.objects.create(pupil=pupil, **shared)
    WeighingRound.objects.create(number=1, **shared)
    if hand_over is not None:
        _take(actor, case, hand_over)
    log(events.CASE_OPENED, actor=actor, case=case, origin=case.origin, cause=case.cause)
    return case


def _join(actor: Actor, running: Case, hand_over: HandOver | None) -> Case:
    """Take a later hand-over into the case that runs already."""
    if hand_over is None:
        raise Refused(_("There is already a case about this child. Go on in that one."))
    case = locked(running.pk)
    if not CaseHandOver.objects.filter(case=case, hand_over=hand_over).exists():
        _take(actor, case, hand_over)
        log(events.HAND_OVER_JOINED, actor=actor, case=case)
    return case


def _take(actor: Actor, case: Case, hand_over: HandOver) -> None:
    dossier_services.take_over(actor=actor, hand_over=hand_over)
    CaseHandOver.objects.create(
        case=case, school_id=case.school_id, author_id=person(actor), hand_over=hand_over
    )


@transaction.atomic
def add_pupil(*, actor: Actor, case: Case, pupil: Pupil) -> CasePupil:
    """Add another child of the same school to the case (D7). Adding it twice is adding it once.

    Raises PermissionDenied, IllegalTransition when the case is closed, Refused for another school.
    """
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    if pupil.school_id != case.school_id:
        raise Refused(_("This child goes to another school."), field="pupil")
    advance(case, Action.WORK)
    link, created = CasePupil.objects.get_or_create(
        case=case,
        pupil=pupil,
        defaults={"school_id": case.school_id, "author_id": person(actor)},
    )
    if created:
        log(events.PUPIL_ADDED, actor=actor, case=case, pupil_id=pupil.pk)
    return link
