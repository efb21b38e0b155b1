"""Tasks without domain: the outbox, documents, and the canary that shows beat and worker both live."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from celery import shared_task
from django.utils import timezone

from core import documents, mail, outbox
from core.context import acting_as_system
from core.models import Heartbeat

P = ParamSpec("P")
R = TypeVar("R")

__all__ = [
    "delete_expired_documents",
    "deliver_outbox",
    "heartbeat",
    "mail",
    "make_documents",
    "system_task",
]


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


@shared_task(soft_time_limit=210, time_limit=230)
def make_documents() -> int:
    """Make what was asked for; at 210 seconds a document is too heavy. Returns how many were made."""
    return documents.make_waiting()


@shared_task
def delete_expired_documents() -> int:
    """Delete documents whose day is over. Returns how many."""
    return documents.delete_expired()


@shared_task
def heartbeat() -> None:
    """Beat sent this and a worker ran it: both work."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": timezone.now()})
