"""Who keeps a board's words, and who is helped while writing. See roles.py for who holds what.

The list is the board's; who keeps it at one of its schools keeps it for all of them.
"""

from typing import Any

import rules

from schools.models import Board
from schools.scope import boards_with, schools_with
from writing.querysets import MANAGE, boards_kept


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def keeps_words(user: Any, obj: Any = None) -> bool:
    """The user keeps the words of this board (of any board, without an object)."""
    if obj is None:
        return bool(schools_with(user, MANAGE) or boards_with(user, MANAGE))
    board = obj.pk if isinstance(obj, Board) else obj.board_id
    return boards_kept(user).filter(pk=board).exists()


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def writes_about(user: Any, obj: Any = None) -> bool:
    """The user may write in this pupil's dossier, and has a cause to be there (R1).

    Without the cause, marks would tell who is family of whom. The permissions are those of the dossiers.
    """
    return all(
        rules.has_perm(name, user, obj) for name in ("dossiers.log_signal", "dossiers.has_cause")
    )


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def works_at(user: Any, obj: Any = None) -> bool:
    """The user sees every pupil of this school."""
    return obj is not None and obj.pk in schools_with(user, "schools.view_pupils")


rules.add_perm(MANAGE, keeps_words)
rules.add_perm("writing.check_for_pupil", writes_about)
rules.add_perm("writing.check_for_school", works_at)
