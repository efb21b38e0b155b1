"""Which documents exist for whom, and which of them wait for a worker."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from core.models import Document  # noqa: F401  # named in the types below


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents that the worker makes."""

    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """Return the documents that `user` asked for: nobody sees another's."""
        return self.filter(owner_id=user.pk)

    def open(self) -> "DocumentQuerySet":
        """Return what is still to be made."""
        return self.filter(state__in=["waiting", "working"])

    def to_make(self, now: datetime) -> "DocumentQuerySet":
        """Return what waits, and what a worker took and did not come back with; the oldest first."""
        lost = Q(state="working", lease_until__lt=now)
        return self.filter(Q(state="waiting") | lost).order_by("created_at", "pk")

    def in_hand(self, now: datetime) -> "DocumentQuerySet":
        """Return what a living worker is making now."""
        return self.filter(state="working", lease_until__gte=now)

    def expired(self, now: datetime) -> "DocumentQuerySet":
        """Return what is kept no longer."""
        return self.filter(expires_at__lt=now)
