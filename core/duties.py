"""A duty: something that a person must have done by a date. Deadlines never pass in silence.

Each app has its own table of duties (an abstract base, so that its row-level security stays its own).
The dates are computed once, when the duty arises. Tasks claim rows by a conditional update, so that a
reminder goes out once, however often or late the task runs.
"""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from core.ids import uuid7

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


def claim_each(queryset: DutyQuerySet[D], stamp: str, notify: Callable[[D], None]) -> int:
    """Stamp each duty of `queryset` once and call `notify` for it in the same transaction.

    `stamp` is `reminded_at` or `escalated_at`. A duty that another run claimed meanwhile is skipped.
    Returns how many were claimed. Call it inside the SYSTEM context.
    """
    claimed = 0
    for duty in queryset.filter(**{f"{stamp}__isnull": True}):
        with transaction.atomic():
            won = queryset.model._default_manager.filter(
                pk=duty.pk, done_on__isnull=True, **{f"{stamp}__isnull": True}
            ).update(**{stamp: timezone.now()})
            if won:
                notify(duty)
                claimed += 1
    return claimed
