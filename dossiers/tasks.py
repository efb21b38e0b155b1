"""The clock of the dossier. Safe to run twice, and late: each row is claimed once."""

from celery import shared_task

from core.duties import together
from core.workdays import today
from dossiers.services.consents import expire_consents, remind_of_consents
from dossiers.services.follow_ups import escalate_overdue, remind_due
from dossiers.services.hand_overs import escalate_waiting
from dossiers.services.looking import list_unusual_looks
from dossiers.services.opening import escalate_terms, open_due, remind_terms
from dossiers.services.requests import escalate_late_requests, remind_of_requests
from dossiers.services.talks import remind_unreported
from dossiers.services.withholding import escalate_reviews, remind_reviews


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


@shared_task
def open_to_parents() -> int:
    """Open to parents what has come to its day, and remind of what a person has to look at (A1, A4).

    Returns how many.
    """
    day = today()
    return together(
        lambda: open_due(day),
        lambda: remind_terms(day),
        lambda: escalate_terms(day),
        lambda: remind_reviews(day),
        lambda: escalate_reviews(day),
    )


@shared_task
def keep_rights() -> int:
    """Remind of parents' requests and escalate late ones (A2); remind of consents and end them (A6)."""
    day = today()
    return together(
        lambda: remind_of_requests(day),
        lambda: escalate_late_requests(day),
        lambda: remind_of_consents(day),
        lambda: expire_consents(day),
    )


@shared_task
def remind_talks() -> int:
    """Tell who planned a talk that its day has passed without a report (D8). Returns how many."""
    return remind_unreported(today())
