"""The states of a hand-over and of a talk as tables, and the periods of the dossier. Pure: nothing here saves."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Final

from core.transitions import next_state
from core.workdays import add_workdays

OPENING_HOURS: Final = 12
"""How long a stated purpose keeps a dossier open (R1): a working day, not a habit."""

_WORKDAYS_TO_TAKE: Final = 2

UNSIGNED_AFTER: Final = timedelta(days=14)
"""When 'not signed yet' is shown to who wrote the report (D8)."""


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


class TalkState(Enum):
    """Where a talk with parents stands; the values are those of Talk.State."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class TalkAction(Enum):
    """What may happen to a talk; its report can be corrected afterwards, itself it stays as it was."""

    CHANGE = "change"
    HOLD = "hold"
    CANCEL = "cancel"


TALK: Final[Mapping[tuple[TalkState, TalkAction], TalkState]] = {
    (TalkState.PLANNED, TalkAction.CHANGE): TalkState.PLANNED,
    (TalkState.PLANNED, TalkAction.HOLD): TalkState.HELD,
    (TalkState.PLANNED, TalkAction.CANCEL): TalkState.CANCELLED,
}


def talk_after(state: str, action: TalkAction) -> str:
    """Return the state after `action`. Raises IllegalTransition if the table has no such step."""
    return next_state(TALK, TalkState(state), action).value


def escalate_on(day: date, *, acute: bool) -> date:
    """Return the day on which a hand-over that nobody took goes to the manager (M2, M7).

    Acute: the same day, also in a weekend. Otherwise the second working day after.
    """
    return day if acute else add_workdays(day, _WORKDAYS_TO_TAKE)


def remind_on(day: date, due_on: date) -> date | None:
    """Return the day of an early reminder: two days before, if that still lies ahead."""
    early = due_on - timedelta(days=2)
    return early if early > day else None


class RequestState(Enum):
    """Where a parent's request stands (A2); the values are those of ParentRequest.State."""

    RECEIVED = "received"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class RequestAction(Enum):
    """What may happen to it."""

    ANSWER = "answer"
    WITHDRAW = "withdraw"


REQUEST: Final[Mapping[tuple[RequestState, RequestAction], RequestState]] = {
    (RequestState.RECEIVED, RequestAction.ANSWER): RequestState.ANSWERED,
    (RequestState.RECEIVED, RequestAction.WITHDRAW): RequestState.WITHDRAWN,
}

REQUEST_TERM: Final = timedelta(weeks=4)
_HALFWAY: Final = timedelta(weeks=2)
_LAST_WARNING: Final = timedelta(days=3)


def request_after(state: str, action: RequestAction) -> str:
    """Return the state after `action`. Raises IllegalTransition if the table has no such step."""
    return next_state(REQUEST, RequestState(state), action).value


def answer_by(received_on: date) -> date:
    """Return the last day of an answer: four weeks after the request came in (A2)."""
    return received_on + REQUEST_TERM


def remind_of_request(received_on: date, day: date) -> date | None:
    """Return the first reminder that lies after `day`: halfway, or three days before the last day.

    None when both have passed: then the clock has nothing to say but that it is late.
    """
    due_on = answer_by(received_on)
    moments = (received_on + _HALFWAY, due_on - _LAST_WARNING)
    return next((moment for moment in moments if moment > day), None)
