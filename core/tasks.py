"""Tasks without domain: delivering the outbox, and the canary that shows beat and worker both live."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from celery import shared_task
from django.utils import timezone

from core import mail, outbox
from core.context import acting_as_system
from core.models import Heartbeat

P = ParamSpec("P")
R = TypeVar("R")

__all__ = ["deliver_outbox", "heartbeat", "mail", "system_task"]


def system_task(function: Callable[P, R]) -> Callable[P, R]:
    """Run a task's body as SYSTEM in one transaction: all of it happens, or nothing.

    Only for work that locks nothing that people write: the transaction keeps each lock, and the audit
    chain of each school it writes to, until it ends. Work row by row uses `core.duties.claim_each` or
    `each_alone` instead, without this wrapper.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with acting_as_system():
            return function(*args, **kwargs)

    return wrapper


@shared_task
def deliver_outbox() -> int:
    """Send what is due. Returns how many messages were tried."""
    return outbox.deliver_due()


@shared_task
def heartbeat() -> None:
    """Beat sent this and a worker ran it: both work."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": timezone.now()})
