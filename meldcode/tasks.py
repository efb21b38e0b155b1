"""What the clock does for the Meldcode."""

from celery import shared_task

from core.duties import together
from meldcode import services


@shared_task
def remind_duties() -> int:
    """Remind of duties, questions and requests, escalate those that passed, ask the board where a place
    is empty. Returns how many."""
    return together(services.remind_duties, services.remind_people)
