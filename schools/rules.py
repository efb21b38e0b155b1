"""Permissions of this app. See roles.py for who holds them."""

from typing import Any

import rules

from schools.scope import boards_with, holds, scope_of


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def keeps_the_board(user: Any, obj: Any = None) -> bool:
    """A role without a school is kept by who keeps the whole board."""
    if obj is None or obj._meta.label_lower != "schools.membership" or obj.school_id is not None:
        return False
    return obj.board_id in boards_with(user, "schools.manage_staff")


def starts_a_board(permission: str) -> Any:
    """Return the predicate 'keeps a whole board that has no school yet': its first import makes one."""

    def test(user: Any, obj: Any = None) -> bool:
        return obj is None and not scope_of(user) and bool(boards_with(user, permission))

    return rules.predicate(test, name=f"starts_a_board:{permission}")


for _permission in (
    "schools.view_pupils",
    "schools.manage_guardians",
    "schools.grant_access",
    "schools.view_partners",
    "schools.manage_partners",
):
    rules.add_perm(_permission, holds(_permission))
rules.add_perm(
    "schools.import_pupils",
    holds("schools.import_pupils") | starts_a_board("schools.import_pupils"),
)
rules.add_perm(
    "schools.manage_staff",
    holds("schools.manage_staff") | keeps_the_board | starts_a_board("schools.manage_staff"),
)
