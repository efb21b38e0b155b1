"""Who, at a school, holds a permission today: the recipients of reminders and escalations."""

from django.db.models import Q

from accounts.models import User
from core.workdays import today
from schools.models import School
from schools.querysets import on_day
from schools.roles import PERMISSIONS


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
