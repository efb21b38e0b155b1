"""The states of a hand-over as a table, and the periods of the dossier. Pure: nothing here saves."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Final

from core.transitions import next_state
from core.workdays import add_workdays

OPENING_HOURS: Final = 12
"""How long a stated purpose keeps a dossier open (R1): a working day, not a habit."""

_WORKDAYS_TO_TAKE: Final = 2


class HandOverState(Enum):
    """Where a hand-over stands; the values are those of HandOver.State."""

    WAITING = "waiting"
    TAKEN = "taken"


class HandOverAction(Enum):
    """What may happen to it."""

    TAKE = "take"


HAND_OVER: Final[Mapping[tuple[HandOverState, HandOverAction], HandOverState]] = {
    (HandOverState.WAITING, HandOverAction.TAKE): HandOverState.TAKEN,
}


def hand_over_after(state: str, action: HandOverAction) -> str:
    """Return the state after `action`. Raises IllegalTransition if the table has no such step."""
    return next_state(HAND_OVER, HandOverState(state), action).value


def escalate_on(day: date, *, acute: bool) -> date:
    """Return the day on which a hand-over that nobody took goes to the manager (M2, M7).

    Acute: the same day, also in a weekend. Otherwise the second working day after.
    """
    return day if acute else add_workdays(day, _WORKDAYS_TO_TAKE)


def remind_on(day: date, due_on: date) -> date | None:
    """Return the day of an early reminder: two days before, if that still lies ahead."""
    early = due_on - timedelta(days=2)
    return early if early > day else None
