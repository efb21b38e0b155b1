"""A report to Veilig Thuis as a record, decided on before or acute: its row, and the five working days (M8, M9)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from core.actors import Actor
from core.workdays import add_workdays, local_date
from meldcode.models import Case, CaseDuty, Report
from meldcode.services.base import needed, person
from meldcode.services.duties import arise

DECISION_WORKDAYS: Final = 5
REMINDER_WORKDAYS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """When the report was filed and who was told before (M8)."""

    filed_at: datetime
    child_told: str
    parents_told_on: date | None = None
    not_told_reason: str = ""
    anonymous: bool = False
    reference: str = ""


def why_not_told(filing: Filing, message: str) -> None:
    """Raise Refused with `message` when the parents don't know, or not by whom, and no reason says why (M8)."""
    if filing.parents_told_on is None or filing.anonymous:
        needed(filing.not_told_reason, "not_told_reason", message)


def save_report(
    *, actor: Actor, case: Case, key: uuid.UUID, filing: Filing, **fields: Any
) -> Report:
    """Save the report of a locked case, and let the term of Veilig Thuis arise (M9). Returns the report.

    `fields` are the decision, or what makes it acute. The days count from the report itself, not from
    its recording.
    """
    report = Report(
        pk=key,
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        filed_at=filing.filed_at,
        reference=filing.reference.strip(),
        anonymous=filing.anonymous,
        parents_told_on=filing.parents_told_on,
        not_told_reason=filing.not_told_reason.strip(),
        child_told=filing.child_told,
        **fields,
    )
    report.save(force_insert=True)
    day = local_date(filing.filed_at)
    arise(
        case,
        CaseDuty.Kind.VEILIG_THUIS_DECISION,
        due_on=add_workdays(day, DECISION_WORKDAYS),
        remind_on=add_workdays(day, REMINDER_WORKDAYS),
        report=report,
    )
    return report
