"""Duties arise and are done in the transaction of their cause (M9, M10, T)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.workdays import today
from meldcode.models import Case, CaseDuty, Feedback, HelpPlan, Report

_AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something that was agreed: what, by whom, and by which day."""

    what: str
    due_on: date
    who: str = ""


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


def agree(
    case: Case,
    kind: str,
    rows: Iterable[Agreed],
    *,
    key: uuid.UUID | None = None,
    feedback: Feedback | None = None,
    plan: HelpPlan | None = None,
    until: date | None = None,
) -> list[CaseDuty]:
    """Create a duty for each thing that was agreed; the first gets `key` as its primary key. Returns them.

    Raises Refused for a row without words, or with a day that has passed or lies after `until`.
    """
    made: list[CaseDuty] = []
    for row in rows:
        _possible(row, until)
        duty = CaseDuty(
            case=case,
            school_id=case.school_id,
            kind=kind,
            what=row.what.strip(),
            who=row.who.strip(),
            due_on=row.due_on,
            remind_on=max(today(), row.due_on - _AHEAD),
            feedback=feedback,
            plan=plan,
        )
        if key is not None and not made:
            duty.pk = key
        duty.save(force_insert=True)
        made.append(duty)
    return made


def _possible(row: Agreed, until: date | None) -> None:
    if not row.what.strip():
        raise Refused(_("Write down what was agreed."))
    if row.due_on < today():
        raise Refused(_("The day of an agreement has passed. Choose today or later."))
    if until is not None and row.due_on > until:
        raise Refused(
            _(
                "A check lies after the day on which the help must show a result. Choose an earlier day."
            )
        )
