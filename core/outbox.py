"""What must happen outside the database, written in the same transaction as its cause.

A row is delivered at least once, in its own transaction, by whichever worker locks it first. Its key
makes a second enqueue of the same thing a no-op, and becomes the mail's message id, so that a receiver
can tell a repeat. The web process never speaks to Redis: beat wakes the delivery every ten seconds.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.models import OutboxMessage

logger = logging.getLogger(__name__)

Handler = Callable[[OutboxMessage], None]
_handlers: dict[str, Handler] = {}
MAX_DELAY = timedelta(hours=1)


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that delivers messages of `kind`. It must be safe to run twice."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def enqueue(
    kind: str, *, key: str, payload: dict[str, Any], not_before: datetime | None = None
) -> None:
    """Write a message. `payload` holds ids and codes only; a key that exists already changes nothing."""
    message = OutboxMessage(
        kind=kind, key=key, payload=payload, available_at=not_before or timezone.now()
    )
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)


def deliver_next() -> bool:
    """Deliver the oldest message that is due, if any. Returns whether there was one.

    A failure is kept with the message and tried again later, with growing pauses up to an hour.
    """
    with transaction.atomic():
        now = timezone.now()
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(delivered_at__isnull=True, available_at__lte=now)
            .order_by("available_at", "id")
            .first()
        )
        if message is None:
            return False
        message.attempts += 1
        try:
            with transaction.atomic():
                _handlers[message.kind](message)
        except Exception as error:
            # The class name only: the text of an error may quote an address.
            logger.warning("outbox %s failed: %s", message.pk, type(error).__name__)
            message.last_error = type(error).__name__
            message.available_at = now + min(timedelta(seconds=10 * 2**message.attempts), MAX_DELAY)
        else:
            message.delivered_at = now
            message.last_error = ""
        message.save(update_fields=["attempts", "last_error", "available_at", "delivered_at"])
    return True


def deliver_due(*, limit: int = 1000) -> int:
    """Deliver what is due, each message in its own transaction. Returns how many were tried."""
    count = 0
    while count < limit and deliver_next():
        count += 1
    return count
