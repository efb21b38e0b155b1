"""Clockwork: a step due soon is reminded of once; when it is late, the manager hears it too, once."""

from celery import shared_task

from core.duties import claim_each, together
from core.workdays import today
from protocols import notifications
from protocols.models import RunStep


@shared_task
def remind_steps() -> int:
    """Remind and escalate. Returns how many mails were set going; run twice, the second gives 0."""
    day = today()
    running = RunStep.objects.running().select_related("run")
    soon = running.filter(remind_on__lte=day)
    return together(
        lambda: claim_each(soon, "reminded_at", notifications.remind),
        lambda: claim_each(running.overdue(day), "escalated_at", notifications.escalate),
    )
