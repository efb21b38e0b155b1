"""The clock of the dossier. Safe to run twice, and late: each row is claimed once."""

from celery import shared_task

from core.duties import together
from core.workdays import today
from dossiers.services.follow_ups import escalate_overdue, remind_due
from dossiers.services.hand_overs import escalate_waiting
from dossiers.services.looking import list_unusual_looks


@shared_task
def remind_follow_ups() -> int:
    """Remind of evaluation dates, escalate what is overdue and what nobody took. Returns how many."""
    day = today()
    return together(
        lambda: remind_due(day), lambda: escalate_overdue(day), lambda: escalate_waiting(day)
    )


@shared_task
def list_looks() -> int:
    """List unusual looking of the days that have passed. Returns how many school days were gone through."""
    return list_unusual_looks()
