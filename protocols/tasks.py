"""Clockwork: a step due soon is reminded of once; when it is late, the manager hears it too, once."""

from celery import shared_task

from core.duties import claim_each
from core.tasks import system_task
from core.workdays import today
from protocols import notifications
from protocols.models import RunStep


@shared_task
@system_task
def remind_steps() -> int:
    """Remind and escalate. Returns how many mails were set going; run twice, the second gives 0."""
    day = today()
    running = RunStep.objects.running().select_related("run")
    reminded = claim_each(running.filter(remind_on__lte=day), "reminded_at", notifications.remind)
    return reminded + claim_each(running.overdue(day), "escalated_at", notifications.escalate)
