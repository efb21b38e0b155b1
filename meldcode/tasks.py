"""What the clock does for the Meldcode."""

from celery import shared_task

from core.actors import SYSTEM
from core.duties import together
from meldcode import services


@shared_task
def remind_duties() -> int:
    """Remind of duties, questions and requests, escalate those that passed, ask the board where a place
    is empty. Returns how many."""
    return together(services.remind_duties, services.remind_people)


@shared_task
def look_back() -> int:
    """Open what each school has to look back on, remind of it and warn of what is late. Returns how many."""
    return together(lambda: services.open_bundles(actor=SYSTEM), services.remind_bundles)
