"""Which records of a dossier exist for whom. The dossier opens per pupil: see rules.py for the cause."""

from typing import Any

from django.db import models
from django.db.models import Q

from core.duties import DutyQuerySet
from schools.grants import granted
from schools.scope import schools_with


def _staff(user: Any) -> Q:
    """Return the condition 'at a school where the user may open dossiers, or by a running grant'."""
    return Q(school__in=schools_with(user, "dossiers.open_dossier")) | Q(
        pupil__in=granted(user, "view_dossier")
    )


class SignalQuerySet(models.QuerySet[Any]):
    """Signals."""

    def visible_to(self, user: Any) -> "SignalQuerySet":
        """Return signals that exist for `user` as staff; parents: see `disclosed_to`."""
        return self.filter(_staff(user))

    def disclosed_to(self, user: Any) -> "SignalQuerySet":
        """Return signals of the user's own children that were disclosed to parents (A1, R7)."""
        from schools.models import Pupil

        children = Pupil.objects.of_guardian(user).values("pk")
        return self.filter(pupil__in=children, disclosure__isnull=False)


class ContactQuerySet(models.QuerySet[Any]):
    """Contacts with parents."""

    def visible_to(self, user: Any) -> "ContactQuerySet":
        return self.filter(_staff(user))


class FollowUpQuerySet(DutyQuerySet[Any]):
    """Evaluation dates."""

    def visible_to(self, user: Any) -> "FollowUpQuerySet":
        return self.filter(_staff(user))


class HandOverQuerySet(models.QuerySet[Any]):
    """Hand-overs: the maker sees the own ones; AF HGKM and manager those of the school."""

    def visible_to(self, user: Any) -> "HandOverQuerySet":
        return self.filter(
            Q(school__in=schools_with(user, "meldcode.view_case")) | Q(author_id=user.pk)
        )

    def waiting(self) -> "HandOverQuerySet":
        """Return hand-overs that nobody has taken yet."""
        return self.filter(state="waiting")
