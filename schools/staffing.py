"""Who, at a school, holds a permission today: the recipients of reminders and escalations."""

from datetime import date

from django.db.models import Q

from accounts.models import User
from core.workdays import today
from schools.models import Membership, School
from schools.querysets import on_day
from schools.roles import PERMISSIONS


def held_by(school: School, permission: str, day: date) -> set[int]:
    """Return the accounts that held `permission` at the school on `day`; what became of them since is
    no matter."""
    here = Q(school=school) | Q(board=school.board_id, school__isnull=True)
    roles = PERMISSIONS.get(permission, frozenset())
    found = Membership.objects.filter(here, on_day(day), role__in=roles)
    return set(found.values_list("user_id", flat=True))


def holders(school_id: int, permission: str) -> list[User]:
    """Return the active users who hold `permission` at the school today, by name."""
    school = School.objects.get(pk=school_id)
    here = Q(memberships__school=school) | Q(
        memberships__board=school.board, memberships__school__isnull=True
    )
    roles = PERMISSIONS.get(permission, frozenset())
    return list(
        User.objects.filter(
            here & Q(memberships__role__in=roles) & on_day(today(), "memberships__"), is_active=True
        )
        .distinct()
        .order_by("display_name", "pk")
    )
