"""A case opens, takes in hand-overs and children, is weighed again, closes; its Rapportage is written."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
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
    Closure,
    Rapportage,
    WeighingRound,
)
from meldcode.services.base import advance, locked, log, needed, next_number, person, require
from meldcode.services.duties import finish, open_duties
from meldcode.standing import standing_of
from meldcode.weighing import Question, next_question
from meldcode.workflow import Action, State
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


@transaction.atomic
def weigh_again(*, actor: Actor, case: Case) -> WeighingRound:
    """Go back to weighing: after help has run, after a report, or while monitoring (M5.5, M10).

    Help that ended goes on in the same round, at its result; otherwise a new round starts. Dates that
    were set stay until the next decision. Raises PermissionDenied, IllegalTransition.
    """
    case = locked(case.pk)
    require(actor, "meldcode.answer_weighing", case)
    standing = standing_of(case)
    goes_on = (
        case.state == State.HELP_RUNNING and next_question(standing.answers) is Question.RESULTAAT
    )
    advance(case, Action.WEIGH_AGAIN)
    log(events.WEIGHED_AGAIN, actor=actor, case=case, new_round=not goes_on)
    return standing.round if goes_on else _new_round(actor, case)


def _new_round(actor: Actor, case: Case) -> WeighingRound:
    return WeighingRound.objects.create(
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        number=next_number(WeighingRound, case=case),
    )


@transaction.atomic
def close_case(*, actor: Actor, case: Case, reason: str) -> Case:
    """Close a case that is monitored, with the reason (M10). Returns it.

    Raises PermissionDenied, IllegalTransition, and Refused without a reason or while Veilig Thuis has
    not decided on a report.
    """
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    reason = needed(reason, "reason")
    duties = open_duties(case)
    if any(duty.report_id for duty in duties):
        raise Refused(_("Veilig Thuis has not decided on a report yet. Record its decision first."))
    case.closed_by_id, case.closed_at = actor.pk, timezone.now()
    advance(case, Action.CLOSE, also=("closed_by", "closed_at"))
    finish(duties, actor=actor)
    _closure(actor, case, Closure.Kind.CLOSED, reason)
    log(events.CASE_CLOSED, actor=actor, case=case)
    return case


@transaction.atomic
def reopen_case(*, actor: Actor, case: Case, reason: str) -> Case:
    """Open a closed case again, with a new round of weighing. Returns it.

    Raises PermissionDenied, IllegalTransition, and Refused without a reason or when another case about
    this child runs.
    """
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    reason = needed(reason, "reason")
    if Case.objects.open().filter(pupil_id=case.pupil_id).exclude(pk=case.pk).exists():
        raise Refused(_("There is already a case about this child. Go on in that one."))
    advance(case, Action.REOPEN)
    _closure(actor, case, Closure.Kind.REOPENED, reason)
    _new_round(actor, case)
    log(events.CASE_REOPENED, actor=actor, case=case)
    return case


def _closure(actor: Actor, case: Case, kind: str, reason: str) -> None:
    Closure(
        case=case, school_id=case.school_id, author_id=person(actor), kind=kind, reason=reason
    ).save(force_insert=True)


@transaction.atomic
def save_rapportage(
    *, actor: Actor, case: Case, key: uuid.UUID, texts: Mapping[str, str]
) -> Rapportage:
    """Write a version of the Rapportage Meldcode's own words (M11). Returns it; also in a closed case.

    `texts` maps field names of Rapportage to text. Raises PermissionDenied, Refused when a compulsory
    text is empty.
    """
    made = already_made(Rapportage, key, author_id=person(actor), case_id=case.pk)
    if made is not None:
        return made
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    for field in ("subject", "description", "involved"):
        needed(texts.get(field, ""), field)
    new = Rapportage(
        pk=key,
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        number=next_number(Rapportage, case=case),
        **texts,
    )
    new.save(force_insert=True)
    log(events.RAPPORTAGE_SAVED, actor=actor, case=case, obj=new)
    return new
