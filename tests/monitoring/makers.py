"""Rows that figures are counted from, made without the services of their apps."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.workdays import today
from dossiers.models import FollowUp, HandOver, Signal
from incidents.models import Incident
from meldcode.models import Case, CaseDuty, Decision, Report, WeighingRound
from monitoring.models import Figure
from protocols.models import Protocol, Run, RunStep
from tests.factories import make_pupil


def make_signals(pupil: Any, author: Any, count: int = 1) -> list[Signal]:
    return [
        Signal.objects.create(
            school=pupil.school, pupil=pupil, author=author, occurred_on=today(), kinds=["learning"]
        )
        for _ in range(count)
    ]


def make_case(pupil: Any, af: Any) -> Case:
    return Case.objects.create(
        school=pupil.school, pupil=pupil, origin="direct", cause="growing", reason="r", opened_by=af
    )


def make_decision(
    case: Case, manager: Any, *, report: bool, complete: bool = True, departs: bool = False
) -> Decision:
    round_ = WeighingRound.objects.create(
        school=case.school, case=case, author=case.opened_by, number=1
    )
    return Decision.objects.create(
        school=case.school,
        case=case,
        author=case.opened_by,
        round=round_,
        answers_up_to=1,
        outcome="MELDEN",
        report=report,
        report_reason="r",
        help=False,
        help_reason="h",
        monitor_on=today() + timedelta(days=30),
        follows_weighing=not departs,
        deviation_ground="g" if departs else "",
        confirm_ground="g" if departs else "",
        steps_complete=complete,
        steps_ground="" if complete else "g",
        state="confirmed",
        confirmed_by=manager,
        confirmed_at=timezone.now(),
    )


def make_report(decision: Decision, manager: Any) -> Report:
    return Report.objects.create(
        school=decision.school,
        case=decision.case,
        author=manager,
        decision=decision,
        filed_at=timezone.now(),
        parents_told_on=today(),
        child_told="told",
    )


def make_incident(school: Any, reporter: Any, kind: str = "bullying", **fields: Any) -> Incident:
    if fields.get("accident"):
        kind = ""
    else:
        fields |= {"by_whom": "pupils", "against_whom": "pupils"}
    fields.setdefault("occurred_on", today())
    return Incident.objects.create(
        school=school, reporter=reporter, kind=kind, place="gym", **fields
    )


def make_run(school: Any, user: Any) -> Run:
    protocol, _made = Protocol.objects.get_or_create(
        code="proef", version=1, defaults={"title": "Proef", "content": {"phases": []}}
    )
    return Run.objects.create(
        school=school, protocol=protocol, title="t", counts_from=timezone.now(), started_by=user
    )


def make_deadlines(pupil: Any, user: Any, *, run: Run, case: Case) -> None:
    """Of each kind one that was kept, one that is late, one that was late, one that can still be kept."""
    day, past, ahead = today(), today() - timedelta(days=2), today() + timedelta(days=2)
    school = pupil.school
    moments = {
        "kept": {"due_on": day, "done_on": day, "done_by": user},
        "open and late": {"due_on": past},
        "done late": {"due_on": past, "done_on": day, "done_by": user},
        "ahead": {"due_on": ahead},
    }
    for number, fields in enumerate(moments.values()):
        FollowUp.objects.create(school=school, pupil=pupil, assignee=user, what="w", **fields)
        kind = "help_term" if fields["due_on"] == ahead else "monitoring"
        CaseDuty.objects.create(school=school, case=case, kind=kind, **fields)
        done = {"done_at": timezone.now(), "outcome": "done"} if "done_on" in fields else {}
        RunStep.objects.create(
            school=school,
            run=run,
            order=number,
            code=f"s{number}",
            responsible="protocols.step_of_af",
            **fields,
            **done,
        )
    for escalate_on, taken in ((day, True), (past, True), (past, False), (ahead, False)):
        HandOver.objects.create(
            school=school,
            pupil=make_pupil(school),
            author=user,
            reason="r",
            escalate_on=escalate_on,
            state="taken" if taken else "waiting",
            taken_by=user if taken else None,
            taken_at=timezone.now() if taken else None,
        )


def make_figures(school: Any, year: Any, **values: int) -> None:
    """Figures as they were counted; write a code with _ for -."""
    from monitoring.measures import CODES

    given = {name.replace("_", "-"): value for name, value in values.items()}
    assert set(given) <= set(CODES)
    for code in CODES:
        Figure.objects.update_or_create(
            school=school,
            school_year=year,
            measure=code,
            defaults={"value": given.get(code, 0), "computed_at": timezone.now()},
        )
