"""Which rows of the registry exist for whom. Board and School hold no child and are not narrowed."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from core.names import search_key
from core.workdays import today
from schools.scope import schools_with


def on_day(day: date, prefix: str = "") -> Q:
    """Return the condition that a from/until period covers `day` (both ends included)."""
    starts = Q(**{f"{prefix}starts_on__lte": day})
    return starts & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day}))


class PupilQuerySet(models.QuerySet[Any]):
    """Pupils: by school for staff. A parent finds the own child through `of_guardian`."""

    def visible_to(self, user: Any) -> "PupilQuerySet":
        """Return pupils whose existence `user` may know as staff, or through a running grant."""
        from schools.grants import granted

        schools = schools_with(user, "schools.view_pupils")
        own = Q(school__in=schools)
        return self.filter(own | Q(pk__in=granted(user, "view_dossier")))

    def registered_for(self, user: Any) -> "PupilQuerySet":
        """Return pupils whose guardians and groups `user` may keep (the functioneel beheerder)."""
        return self.filter(school__in=schools_with(user, "schools.manage_guardians"))

    def of_guardian(self, user: Any) -> "PupilQuerySet":
        """Return the children whose dossier `user` may read as a parent (law.md: gezag, dates, block)."""
        if not user.is_authenticated:
            return self.none()
        link = Q(guardians__user=user, guardians__gezag=True, guardians__portal_blocked=False)
        return self.filter(link & on_day(today(), "guardians__")).distinct()

    def in_own_group(self, user: Any) -> "PupilQuerySet":
        """Return pupils of the groups that `user` teaches today."""
        day = today()
        return self.filter(
            on_day(day, "placements__")
            & on_day(day, "placements__group__teachers__")
            & Q(placements__group__teachers__staff__user=user)
        ).distinct()

    def search(self, text: str) -> "PupilQuerySet":
        """Return pupils of whose name every word of `text` is a part; accents and case don't matter."""
        found = self
        for word in search_key(text).split():
            found = found.filter(search_name__contains=word)
        return found


class StaffQuerySet(models.QuerySet[Any]):
    """Staff as the pupil administration names them."""

    def visible_to(self, user: Any) -> "StaffQuerySet":
        return self.filter(school__in=schools_with(user, "schools.manage_staff"))


class GuardianQuerySet(models.QuerySet[Any]):
    """Guardians: kept by the functioneel beheerder."""

    def visible_to(self, user: Any) -> "GuardianQuerySet":
        return self.filter(pupil__school__in=schools_with(user, "schools.manage_guardians"))


class ImportQuerySet(models.QuerySet[Any]):
    """Uploaded files waiting for confirmation, and those that were applied."""

    def visible_to(self, user: Any) -> "ImportQuerySet":
        return self.filter(school__in=schools_with(user, "schools.import_pupils"))
