"""The states of an incident: reported, taken up, closed with a result."""

from enum import Enum
from typing import Final

from core.transitions import next_state
from incidents.models import Incident


class Action(Enum):
    """What a handler does with an incident."""

    TAKE_UP = "take_up"
    TAKE_OVER = "take_over"  # from a colleague who was shut out since
    NAME_COLLEAGUE = "name_colleague"
    ADD_NOTE = "add_note"
    START_PROTOCOL = "start_protocol"
    CLOSE = "close"


_S = Incident.State
TRANSITIONS: Final[dict[tuple[Incident.State, Action], Incident.State]] = {
    (_S.REPORTED, Action.TAKE_UP): _S.TAKEN_UP,
    (_S.REPORTED, Action.NAME_COLLEAGUE): _S.REPORTED,
    (_S.TAKEN_UP, Action.NAME_COLLEAGUE): _S.TAKEN_UP,
    (_S.TAKEN_UP, Action.TAKE_OVER): _S.TAKEN_UP,
    (_S.TAKEN_UP, Action.ADD_NOTE): _S.TAKEN_UP,
    (_S.TAKEN_UP, Action.START_PROTOCOL): _S.TAKEN_UP,
    (_S.TAKEN_UP, Action.CLOSE): _S.CLOSED,
}


def after(state: str, action: Action) -> Incident.State:
    """Return the state after `action`. Raises IllegalTransition where the table has no such step."""
    return next_state(TRANSITIONS, Incident.State(state), action)
