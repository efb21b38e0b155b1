"""Which rows of the registry exist for whom. Board and School hold no child and are not narrowed."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from core.names import search_key
from core.workdays import today
from schools.scope import boards_with, schools_with


def on_day(day: date, prefix: str = "") -> Q:
    """Return the condition that a from/until period covers `day` (both ends included)."""
    starts = Q(**{f"{prefix}starts_on__lte": day})
    return starts & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day}))


class SchoolQuerySet(models.QuerySet[Any]):
    """Schools as the functioneel beheerder sees them."""

    def visible_to(self, user: Any) -> "SchoolQuerySet":
        """Return the schools whose staff `user` keeps."""
        return self.filter(pk__in=schools_with(user, "schools.manage_staff"))

    def with_partners_for(self, user: Any) -> "SchoolQuerySet":
        """Return the schools whose sociale kaart `user` may look in (K1)."""
        return self.filter(pk__in=schools_with(user, "schools.view_partners"))


class OfSchoolQuerySet(models.QuerySet[Any]):
    """Groups and who teaches them: kept by the functioneel beheerder of the school."""

    def visible_to(self, user: Any) -> "OfSchoolQuerySet":
        return self.filter(school__in=schools_with(user, "schools.manage_staff"))


class MembershipQuerySet(models.QuerySet[Any]):
    """Roles: those at the schools that somebody keeps, and board-wide ones for who keeps the board."""

    def visible_to(self, user: Any) -> "MembershipQuerySet":
        here = Q(school__in=schools_with(user, "schools.manage_staff"))
        boards = boards_with(user, "schools.manage_staff")
        return self.filter(here | Q(school__isnull=True, board__in=boards))

    def running(self) -> "MembershipQuerySet":
        """Return roles that are held today or will be."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()))


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

    def current(self) -> "PupilQuerySet":
        """Return pupils who have not left; who is missing from the last file still counts."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=today()))

    def in_group(self, group_id: int) -> "PupilQuerySet":
        """Return pupils who are in the group today."""
        return self.filter(
            on_day(today(), "placements__") & Q(placements__group=group_id)
        ).distinct()

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

    def of_reader(self, user: Any) -> "GuardianQuerySet":
        """Return what this person is as a parent: with gezag, running and not blocked (BW 1:377c)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(on_day(today()), user=user, gezag=True, portal_blocked=False)

    def running(self) -> "GuardianQuerySet":
        """Return guardians of today and of days to come."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()))


class PartnerQuerySet(models.QuerySet[Any]):
    """The sociale kaart: all staff of the school look in it (K1)."""

    def visible_to(self, user: Any) -> "PartnerQuerySet":
        return self.filter(
            school__in=schools_with(user, "schools.view_partners"), archived_at__isnull=True
        )


class ImportQuerySet(models.QuerySet[Any]):
    """Uploaded files waiting for confirmation, and those that were applied."""

    def visible_to(self, user: Any) -> "ImportQuerySet":
        return self.filter(school__in=schools_with(user, "schools.import_pupils"))
