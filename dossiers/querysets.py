"""Which records of a dossier exist for whom. The dossier opens per pupil: see rules.py for the cause."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q
from django.utils import timezone

from core.duties import DutyQuerySet
from schools.grants import granted
from schools.scope import schools_with

if TYPE_CHECKING:
    from dossiers.models import (  # noqa: F401  # named in the types below
        Draft,
        FollowUp,
        HandOver,
        Opening,
        ParentContact,
        Signal,
    )


def _staff(user: Any) -> Q:
    """Return the condition 'at a school where the user may open dossiers, or by a running grant'."""
    return Q(school__in=schools_with(user, "dossiers.open_dossier")) | Q(
        pupil__in=granted(user, "view_dossier")
    )


class SignalQuerySet(models.QuerySet["Signal"]):
    """Signals."""

    def visible_to(self, user: Any) -> "SignalQuerySet":
        """Return signals that exist for `user` as staff; parents: see `disclosed_to`."""
        return self.filter(_staff(user))

    def disclosed_to(self, user: Any) -> "SignalQuerySet":
        """Return signals of the user's own children that were disclosed to parents (A1, R7).

        What parents read of each is `dossiers.disclosure.parent_view(signal)`, without a query more.
        """
        from dossiers.models import Disclosure
        from schools.models import Pupil

        children = Pupil.objects.of_guardian(user).values("pk")
        opened = Exists(Disclosure.objects.filter(signal=OuterRef("pk")))
        return self.filter(opened, pupil__in=children).prefetch_related("disclosures")

    def corrected_since_disclosed(self) -> "SignalQuerySet":
        """Return signals of which parents read an earlier version than the last."""
        return self.annotate(
            last=Max("versions__number"), opened=Max("disclosures__version__number")
        ).filter(last__gt=F("opened"))

    def in_full(self) -> "SignalQuerySet":
        """Add authors, versions, links both ways and disclosures: five queries, however many rows."""
        from dossiers.models import SignalLink, SignalVersion

        links = SignalLink.objects.select_related("author")
        return self.select_related("author", "pupil").prefetch_related(
            Prefetch("versions", SignalVersion.objects.select_related("author")),
            Prefetch("links_on", links.select_related("later", "author")),
            Prefetch("links_back", links.select_related("earlier", "author")),
            "disclosures",
        )


class ContactQuerySet(models.QuerySet["ParentContact"]):
    """Contacts with parents."""

    def visible_to(self, user: Any) -> "ContactQuerySet":
        return self.filter(_staff(user))


class FollowUpQuerySet(DutyQuerySet["FollowUp"]):
    """Evaluation dates."""

    def visible_to(self, user: Any) -> "FollowUpQuerySet":
        return self.filter(_staff(user))

    def due_by(self, on: date) -> "FollowUpQuerySet":
        """Return open ones whose reminder or last day has come on `on`."""
        return self.filter(Q(remind_on__lte=on) | Q(due_on__lte=on), done_on__isnull=True)


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Hand-overs: the maker sees the own ones; AF HGKM and manager those of the school."""

    def visible_to(self, user: Any) -> "HandOverQuerySet":
        return self.filter(
            Q(school__in=schools_with(user, "meldcode.view_case")) | Q(author_id=user.pk)
        )

    def waiting(self) -> "HandOverQuerySet":
        """Return hand-overs that nobody has taken yet."""
        return self.filter(state="waiting")

    def to_escalate(self, on: date) -> "HandOverQuerySet":
        """Return waiting ones whose day of escalation has come on `on`, not escalated yet."""
        return self.waiting().filter(escalate_on__lte=on, escalated_at__isnull=True)


class OpeningQuerySet(models.QuerySet["Opening"]):
    """Openings of dossiers for a stated purpose."""

    def running(self, user: Any) -> "OpeningQuerySet":
        """Return the openings of `user` that still count now."""
        return self.filter(user_id=user.pk, valid_until__gt=timezone.now())


class DraftQuerySet(models.QuerySet["Draft"]):
    """Signals that are being written."""

    def visible_to(self, user: Any) -> "DraftQuerySet":
        """Return the drafts of `user`: nobody sees another's."""
        return self.filter(author_id=user.pk)
