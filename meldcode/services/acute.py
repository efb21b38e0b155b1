"""Report at once: AF HGKM or manager calls Veilig Thuis, and what is missing is done afterwards (M7, M8)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actors import Actor
from core.context import acting_as_system
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.once import already_made
from core.workdays import add_workdays, today
from meldcode import events, notifications
from meldcode.models import Case, CaseDuty, Closure, Decision, Report, WeighingAnswer
from meldcode.reading import acute_report_of
from meldcode.services.base import advance, locked, log, needed, person, require
from meldcode.services.board import tell_board
from meldcode.services.cases import start_case
from meldcode.services.children import in_other_case, lock_children, not_kept_from, running_case
from meldcode.services.closing import new_round
from meldcode.services.duties import arise, finish, open_duties
from meldcode.services.filing import Filing, save_report, why_not_told
from meldcode.services.places import drop_unneeded
from meldcode.standing import standing_of
from meldcode.weighing import Answer, Question
from meldcode.workflow import Action, State
from schools.models import Pupil

TOGETHER_WORKDAYS: Final = 1
"""Within so many working days AF HGKM and manager decide together on what one of them reported."""

_CAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {Report.Urgency.DISCLOSURE: Case.Cause.DISCLOSURE}
)
_DECIDED: Final = frozenset({State.REPORTED, State.HELP_RUNNING, State.MONITORING, State.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteReport(Filing):
    """Why it could not wait, and with whom of Veilig Thuis was spoken (M7)."""

    urgency: str
    grounds: str
    spoken_with: str


@transaction.atomic
def report_now(
    *, actor: Actor, key: uuid.UUID, pupil: Pupil, report: AcuteReport, case: Case | None = None
) -> Report:
    """Record that `actor` reported to Veilig Thuis at once, about `pupil` or in `case`. Returns the report.

    Alone, before any step or decision: questions 1 and 2 get the answer 'ja', a proposal that waits goes
    back, a closed case is opened again, and without a case one is opened. The five working days of Veilig
    Thuis run, and AF HGKM and manager decide together by the next working day.

    Raises PermissionDenied; IllegalTransition when the report was decided on already and only has to be
    filed, or when somebody reported it just before; Refused by the field for what is missing or can't be,
    and for who may not know of a case about the child.
    """
    made = already_made(Report, key, author_id=person(actor), acute=True)
    if made is not None:
        return made
    _check(report)
    (pupil,) = lock_children([pupil])
    require(actor, "meldcode.report_now", case or pupil)
    not_kept_from(actor, [pupil])
    case, before = _case_for(actor, pupil, report, case)
    _goes_back(actor, case)
    filed = save_report(
        actor=actor,
        case=case,
        key=key,
        filing=report,
        acute=True,
        urgency=report.urgency,
        grounds=report.grounds.strip(),
        spoken_with=report.spoken_with.strip(),
    )
    log(events.REPORTED_NOW, actor=actor, case=case, obj=filed, urgency=filed.urgency)
    _answers(actor, case, before, filed)
    _dates(actor, case)
    notifications.reported_now(filed)
    return filed


def _check(report: AcuteReport) -> None:
    """Raise Refused for the first thing that is missing or can't be, by the field where it belongs."""
    if report.urgency not in Report.Urgency.values:
        raise Refused(_("Choose why it cannot wait."), field="urgency")
    needed(report.grounds, "grounds", _("Write down what was seen or told."))
    needed(report.spoken_with, "spoken_with", _("Write down with whom you spoke."))
    if report.filed_at > timezone.now():
        raise Refused(_("This moment is in the future."), field="called_time")
    if report.parents_told_on is not None and report.parents_told_on > today():
        raise Refused(_("This day has not come yet."), field="parents_told_on")
    if report.child_told not in Report.ChildTold.values:
        raise Refused(_("Choose whether the child was told."), field="child_told")
    why_not_told(report, _("Write down why the parents were not told yet, or not by whom."))


def _case_for(
    actor: Actor, pupil: Pupil, report: AcuteReport, case: Case | None
) -> tuple[Case, State]:
    """Return the case in which the report belongs, moved on, and the state in which it was before.

    The given one, else the running one of the child, else the last one that was closed, else a new one.
    """
    found = case or running_case(pupil) or _closed_case(pupil)
    if found is None:
        new = start_case(
            actor=actor,
            key=uuid7(),
            children=[pupil],
            origin=Case.Origin.ACUTE,
            cause=_CAUSES.get(report.urgency, Case.Cause.ACUTE),
            reason=report.grounds.strip(),
        )
        return new, State.OPEN
    case = locked(found.pk)
    require(actor, "meldcode.report_now", case)
    _not_reported(case)
    before = State(case.state)
    if before is State.CLOSED:
        _no_other_case(case)
    advance(case, Action.REPORT_NOW, actor=actor)
    if before is State.CLOSED:
        Closure(
            case=case,
            school_id=case.school_id,
            author_id=person(actor),
            kind=Closure.Kind.REOPENED,
            reason=report.grounds.strip(),
        ).save(force_insert=True)
        log(events.CASE_REOPENED, actor=actor, case=case)
    return case, before


def _closed_case(pupil: Pupil) -> Case | None:
    """Return the latest closed case about the child that can be opened again: its history goes on."""
    closed = Case.objects.filter(casepupil__pupil=pupil, state=State.CLOSED)
    for case in closed.order_by("-closed_at"):
        if not in_other_case(_children(case)):
            return case
    return None


def _children(case: Case) -> list[Pupil]:
    return list(Pupil.objects.filter(case_links__case=case))


def _no_other_case(case: Case) -> None:
    if in_other_case(lock_children(_children(case)), but=case):
        raise Refused(_("There is already a case about this child. Go on in that one."))


def _not_reported(case: Case) -> None:
    """Raise IllegalTransition when there is nothing more to report now: it is told by whom and when."""
    if case.state == State.CONFIRMED:
        raise IllegalTransition(
            _(
                "AF HGKM and manager decided already to report this. Record the report at the decision."
            )
        )
    earlier = acute_report_of(case)
    if earlier is not None:
        raise IllegalTransition(
            _(
                "%(who)s reported this already, %(when)s. Nothing is lost: open the case, and write what "
                "you know more there."
            )
            % {
                "who": earlier.author,
                "when": date_format(timezone.localtime(earlier.filed_at), "j F Y, H:i"),
            }
        )


def _goes_back(actor: Actor, case: Case) -> None:
    """Return every proposal that waits: it is decided anew, together with what is known now (M7)."""
    waiting = Decision.objects.select_for_update(of=("self",)).filter(
        case=case, state=Decision.State.PROPOSED
    )
    for decision in waiting:
        decision.state = Decision.State.RETURNED
        decision.returned_by_id, decision.returned_at = actor.pk, timezone.now()
        decision.return_reason = _(
            "It was reported at once, because it was acute. Decide again with what is known now."
        )
        decision.save(update_fields=["state", "returned_by", "returned_at", "return_reason"])
        log(events.DECISION_RETURNED, actor=actor, case=case, obj=decision)
        if decision.author_id != actor.pk:
            notifications.returned(decision)


def _answers(actor: Actor, case: Case, before: State, report: Report) -> None:
    """Answer questions 1 and 2 with 'ja' where they are not: in this round, or in a new one once it was
    decided on (M5, M7). The reason is why it could not wait."""
    standing = standing_of(case)
    if standing.fixed_up_to or before in _DECIDED:
        new_round(actor, case)
        standing = standing_of(case)
    number = standing.last_number
    for question in (Question.VERMOEDEN, Question.VEILIGHEID):
        earlier = standing.given.get(question)
        if earlier is not None and earlier.answer == Answer.JA:
            continue
        number += 1
        row = WeighingAnswer(
            case=case,
            school_id=case.school_id,
            author_id=person(actor),
            round=standing.round,
            number=number,
            question=question.value,
            answer=Answer.JA.value,
            reason=f"{report.get_urgency_display()}. {report.grounds}",
        )
        row.save(force_insert=True)
        event = events.ANSWER_REVISED if earlier else events.QUESTION_ANSWERED
        log(event, actor=actor, case=case, obj=row, question=question.value)
        if question is Question.VERMOEDEN:
            tell_board(actor=actor, case=case)


def _dates(actor: Actor, case: Case) -> None:
    """Set the day of the decision of two, and end what nobody has to decide on any more (M8)."""
    ended = (CaseDuty.Kind.ACUTE_DECISION, CaseDuty.Kind.SETTLEMENT, CaseDuty.Kind.PROGRESS)
    finish(open_duties(case, *ended), actor=actor)
    together = add_workdays(today(), TOGETHER_WORKDAYS)
    arise(case, CaseDuty.Kind.ACUTE_DECISION, due_on=together, remind_on=together)
    with acting_as_system():
        drop_unneeded(actor=actor, case=case)
