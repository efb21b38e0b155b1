"""A case is weighed again, closes, and is opened again with all its history (M5, M10)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from meldcode import events
from meldcode.following import left_open
from meldcode.models import Case, CaseDuty, Closure, Report, WeighingRound
from meldcode.reading import case_file, children_of
from meldcode.services.base import advance, locked, log, needed, next_number, person, require
from meldcode.services.children import in_other_case, lock_children
from meldcode.services.duties import finish, open_duties
from meldcode.standing import standing_of
from meldcode.weighing import Question, next_question
from meldcode.workflow import Action, State


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
    advance(case, Action.WEIGH_AGAIN, actor=actor)
    log(events.WEIGHED_AGAIN, actor=actor, case=case, new_round=not goes_on)
    return standing.round if goes_on else new_round(actor, case)


def new_round(actor: Actor, case: Case) -> WeighingRound:
    """Start the next round of weighing in a locked case; the earlier ones stay readable (D6)."""
    return WeighingRound.objects.create(
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        number=next_number(WeighingRound, case=case),
    )


@transaction.atomic
def close_case(*, actor: Actor, case: Case, reason: str, missing_ground: str = "") -> Case:
    """Close a case that is monitored, with the reason (M10). Its open dates end with it. Returns it.

    Raises PermissionDenied, IllegalTransition; Refused without a reason, while Veilig Thuis has not
    decided on a report, while two people have not decided on an acute report (M7, M8), and without a
    ground while something is still missing or agreed (see `following.left_open`).
    """
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    reason = needed(reason, "reason")
    duties = open_duties(case)
    _answered(case, duties)
    if left_open(case_file(case)):
        needed(
            missing_ground,
            "missing_ground",
            _(
                "Something is still missing or agreed. Write down why you close the case all the same."
            ),
        )
    case.closed_by_id, case.closed_at = actor.pk, timezone.now()
    advance(case, Action.CLOSE, actor=actor, also=("closed_by", "closed_at"))
    finish(duties, actor=actor)
    _closure(actor, case, Closure.Kind.CLOSED, reason, missing_ground.strip())
    log(events.CASE_CLOSED, actor=actor, case=case)
    return case


def _answered(case: Case, duties: list[CaseDuty]) -> None:
    """Raise Refused while a report waits for Veilig Thuis, or an acute one for AF HGKM and manager."""
    if any(duty.report_id for duty in duties):
        raise Refused(_("Veilig Thuis has not decided on a report yet. Record its decision first."))
    if Report.objects.filter(case=case, acute=True, covered_by__isnull=True).exists():
        raise Refused(_("There is an acute report on which two people have not decided yet."))


@transaction.atomic
def reopen_case(*, actor: Actor, case: Case, reason: str) -> Case:
    """Open a closed case again, with a new round of weighing. Returns it.

    Raises PermissionDenied, IllegalTransition, and Refused without a reason or when another case about
    one of its children runs.
    """
    children = lock_children(children_of(case))
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    reason = needed(reason, "reason")
    if in_other_case(children, but=case):
        raise Refused(_("There is already a case about this child. Go on in that one."))
    advance(case, Action.REOPEN, actor=actor)
    _closure(actor, case, Closure.Kind.REOPENED, reason)
    new_round(actor, case)
    log(events.CASE_REOPENED, actor=actor, case=case)
    return case


def _closure(actor: Actor, case: Case, kind: str, reason: str, missing_ground: str = "") -> None:
    Closure(
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        kind=kind,
        reason=reason,
        missing_ground=missing_ground,
    ).save(force_insert=True)
