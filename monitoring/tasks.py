"""What the clock does for the board: count, plan the yearly monitoring, remind, escalate."""

from celery import shared_task

from core.actors import SYSTEM
from core.duties import together
from core.tasks import system_task
from monitoring import services


@shared_task
@system_task
def refresh_figures() -> int:
    """Count anew. Returns how many figures stand."""
    return services.refresh_figures(actor=SYSTEM)


@shared_task
def open_yearly_monitoring() -> int:
    """Plan this school year's rounds, remind of those that began, escalate those that are late (B3)."""
    return together(
        lambda: services.open_rounds(actor=SYSTEM), lambda: services.remind_rounds(actor=SYSTEM)
    )
