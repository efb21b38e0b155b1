"""From memberships to 'in which schools may this user do this today'."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import rules
from django.db.models import Q

from core.workdays import today
from schools.roles import PERMISSIONS, Role

T = TypeVar("T")

_CACHE = "_scope_of_request"


def start_request_cache(user: Any) -> None:
    """Let this instance of the user remember its memberships: for one request, never longer."""
    user.__dict__[_CACHE] = None


def scope_of(user: Any) -> Mapping[Role, frozenset[int]]:
    """Return the school ids per role that `user` holds today; a board-wide role counts for each school."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return {}
    cached: Mapping[Role, frozenset[int]] | None = user.__dict__.get(_CACHE)
    if cached is not None:
        return cached
    found = _load(user)
    if _CACHE in user.__dict__:
        user.__dict__[_CACHE] = found
    return found


def once_a_request(user: Any, name: str, load: Callable[[], T]) -> T:
    """Return what `load` gives, asked once in a request for which the memberships are remembered too."""
    if _CACHE not in user.__dict__:
        return load()
    key = f"{_CACHE}_{name}"
    if key not in user.__dict__:
        user.__dict__[key] = load()
    found: T = user.__dict__[key]
    return found


def _load(user: Any) -> dict[Role, frozenset[int]]:
    from schools.models import School
    from schools.querysets import on_day

    day = today()
    rows = School.objects.filter(
        Q(memberships__user=user) & on_day(day, "memberships__")
    ).values_list("pk", "memberships__role")
    wide = School.objects.filter(
        Q(board__memberships__user=user, board__memberships__school__isnull=True)
        & on_day(day, "board__memberships__")
    ).values_list("pk", "board__memberships__role")
    scope: dict[Role, set[int]] = {}
    for school_id, role in rows.union(wide, all=True):
        if role in Role.values:
            scope.setdefault(Role(role), set()).add(school_id)
    return {role: frozenset(schools) for role, schools in scope.items()}


def schools_with(user: Any, permission: str) -> frozenset[int]:
    """Return the ids of schools in which `user` has `permission`; empty for an unknown permission."""
    roles = PERMISSIONS.get(permission, frozenset())
    found: frozenset[int] = frozenset()
    for role, schools in scope_of(user).items():
        if role in roles:
            found |= schools
    return found


def boards_with(user: Any, permission: str) -> frozenset[int]:
    """Return the ids of boards at all of whose schools `user` has `permission` by one membership."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    from schools.querysets import on_day

    roles = PERMISSIONS.get(permission, frozenset())
    rows = user.memberships.filter(on_day(today()), school__isnull=True, role__in=roles)
    return frozenset(rows.values_list("board_id", flat=True))


def holds(permission: str) -> Any:
    """Return the predicate 'has this permission at the object's school' (anywhere, without an object)."""

    def test(user: Any, obj: Any = None) -> bool:
        schools = schools_with(user, permission)
        if obj is None:
            return bool(schools)
        return school_id_of(obj) in schools

    return rules.predicate(test, name=permission)


def school_id_of(obj: Any) -> int | None:
    """Return the school that an object belongs to, or the school itself."""
    if obj._meta.label_lower == "schools.school":
        school: int | None = obj.pk
        return school
    return getattr(obj, "school_id", None)
