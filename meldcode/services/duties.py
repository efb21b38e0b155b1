"""Duties arise and are done in the transaction of their cause (M9, M10, T)."""

from collections.abc import Iterable
from datetime import date, timedelta

from core.actors import Actor
from core.workdays import today
from meldcode.models import Case, CaseDuty, Report

_AHEAD = timedelta(days=7)


def open_duties(case: Case, *kinds: str) -> list[CaseDuty]:
    """Return the open duties of a case (of some kinds), locked."""
    found = CaseDuty.objects.select_for_update(of=("self",)).filter(case=case).open()
    return list(found.filter(kind__in=kinds) if kinds else found)


def finish(duties: Iterable[CaseDuty], *, actor: Actor, on: date | None = None) -> None:
    """Mark duties as done on a day (today)."""
    for duty in duties:
        duty.done_on, duty.done_by_id = on or today(), actor.pk
        duty.save(update_fields=["done_on", "done_by"])


def arise(
    case: Case,
    kind: str,
    *,
    due_on: date,
    remind_on: date | None = None,
    report: Report | None = None,
) -> CaseDuty:
    """Create a duty. Its reminder is a week ahead unless `remind_on` says otherwise."""
    return CaseDuty.objects.create(
        case=case,
        school_id=case.school_id,
        kind=kind,
        due_on=due_on,
        remind_on=remind_on or max(today(), due_on - _AHEAD),
        report=report,
    )


def monitor_next(case: Case, on: date, *, actor: Actor) -> CaseDuty:
    """Replace the open monitoring date of a case by another one (M10)."""
    finish(open_duties(case, CaseDuty.Kind.MONITORING), actor=actor)
    return arise(case, CaseDuty.Kind.MONITORING, due_on=on)
