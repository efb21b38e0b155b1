"""Permissions of this app. See schools/roles.py for who holds them, scope.py for what a grant adds.

Somebody who is shut out of a case holds none on it. That nobody confirms an own proposal (M8) is not a
permission: services refuse it with the reason, and the database too.
"""

from typing import Any

import rules

from meldcode.scope import BY_GRANT, cases_with, shut_out
from schools.kept_out import pupils_led_by
from schools.scope import holds


def _case_id(obj: Any) -> Any:
    """The case that an object is, or belongs to; None for what belongs to no case (a pupil)."""
    if obj._meta.label_lower == "meldcode.case":
        return obj.pk
    return getattr(obj, "case_id", None)


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def is_inside(user: Any, obj: Any = None) -> bool:
    """Return whether `user` is not shut out of the case of `obj`."""
    case = None if obj is None else _case_id(obj)
    return case is None or case not in shut_out(user)


def by_grant(permission: str) -> Any:
    """Return the predicate 'a running grant on this case gives it' (on any case, without an object)."""

    def test(user: Any, obj: Any = None) -> bool:
        given = cases_with(user, permission)
        return bool(given) if obj is None else _case_id(obj) in given

    return rules.predicate(test, name=f"{permission} by grant")


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def leads_here(user: Any, obj: Any = None) -> bool:
    """Return whether `user` takes the AF HGKM's place in a running case about this child (M8).

    A later hand-over goes into that case; so they may take it.
    """
    if obj is None:
        return False
    pupil_id = (
        obj.pk if obj._meta.label_lower == "schools.pupil" else getattr(obj, "pupil_id", None)
    )
    return pupil_id in pupils_led_by(user)


rules.add_perm("meldcode.open_case", (holds("meldcode.open_case") & is_inside) | leads_here)

for _permission in (
    "meldcode.name_deputy",
    "meldcode.bundle",
    "meldcode.read_guide",
    "meldcode.follow_hand_over",
):
    rules.add_perm(_permission, holds(_permission) & is_inside)


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def is_asked(user: Any, obj: Any = None) -> bool:
    """Return whether the question was asked of `user` (R1)."""
    return obj is not None and getattr(obj, "asked_of_id", None) == user.pk


rules.add_perm("meldcode.answer_colleague", is_asked & is_inside)

for _permission in BY_GRANT:
    rules.add_perm(_permission, (holds(_permission) | by_grant(_permission)) & is_inside)
