"""What the clock does for the Meldcode."""

from celery import shared_task

from meldcode import services


@shared_task
def remind_duties() -> int:
    """Remind of duties and escalate those that passed. Returns how many went out."""
    return services.remind_duties()
