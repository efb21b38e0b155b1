"""A duty: something that a person must have done by a date. Deadlines never pass in silence.

Each app has its own table of duties (an abstract base, so that its row-level security stays its own).
The dates are computed once, when the duty arises. Tasks claim rows one by one, so that a reminder goes
out once, however often or late the task runs, and nobody waits for a task to get through its list.
"""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.context import acting_as_system
from core.ids import uuid7

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=models.Model)
D = TypeVar("D", bound="Duty")


class DutyQuerySet(models.QuerySet[D]):
    """Queries that every table of duties shares."""

    def open(self) -> "DutyQuerySet[D]":
        """Return duties that are not done."""
        return self.filter(done_on__isnull=True)

    def overdue(self, on: date) -> "DutyQuerySet[D]":
        """Return open duties whose last day lies before `on`."""
        return self.open().filter(due_on__lt=on)


class Duty(models.Model):
    """Due on a day (Europe/Amsterdam); `remind_on` is the first day of a reminder, if there is one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    due_on = models.DateField()
    remind_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether it still has to be done."""
        return self.done_on is None


class SomeFailed(Exception):
    """The clock could not do some of its work. The rest is done; what failed is tried at the next run."""

    def __init__(self, done: int, failed: int) -> None:
        super().__init__(f"{failed} failed, {done} done")
        self.done = done
        self.failed = failed


def each_alone(keys: list[Any], act: Callable[[Any], bool], what: str) -> int:
    """Call `act` for each key as SYSTEM, each in a transaction of its own. Returns how many were true.

    One that fails is undone and logged as `what` with its key and the kind of error, never the text of
    the error, which may quote a name; the others go on. Raises SomeFailed at the end.
    """
    done = failed = 0
    for key in keys:
        try:
            with acting_as_system():
                done += act(key)
        except Exception as error:
            logger.error("%s %s failed: %s", what, key, type(error).__name__)
            failed += 1
    if failed:
        raise SomeFailed(done, failed)
    return done


def claim_each(queryset: models.QuerySet[M], stamp: str, notify: Callable[[M], None]) -> int:
    """Stamp each row of `queryset` once and call `notify` for it, in one transaction a row.

    `stamp` names the field with the moment (`reminded_at`, `escalated_at`). A row that another run
    claimed, or that somebody finished meanwhile, is skipped. `queryset` is evaluated here, as SYSTEM;
    do not call it inside another transaction: it would keep each row and each audit chain locked until
    that one ends. Returns how many were claimed. Raises SomeFailed when some could not be.
    """
    waiting = queryset.filter(**{f"{stamp}__isnull": True})

    def claim(key: Any) -> bool:
        row = waiting.select_for_update(of=("self",), no_key=True).filter(pk=key).first()
        if row is None:
            return False
        setattr(row, stamp, timezone.now())
        row.save(update_fields=[stamp])
        notify(row)
        return True

    with acting_as_system():
        keys = list(waiting.values_list("pk", flat=True))
    return each_alone(keys, claim, f"{queryset.model._meta.label_lower} {stamp}")


def together(*works: Callable[[], int]) -> int:
    """Do each of `works`, also when one before it failed. Returns how many rows they did.

    Raises SomeFailed with the sums when one of them did.
    """
    done = failed = 0
    for work in works:
        try:
            done += work()
        except SomeFailed as error:
            done, failed = done + error.done, failed + error.failed
    if failed:
        raise SomeFailed(done, failed)
    return done
