"""The states of a run. The last step ticked off leads to the evaluation, and that closes it."""

from enum import Enum
from typing import Final

from core.transitions import next_state
from protocols.models import Run


class Action(Enum):
    """What can happen to a run."""

    WORK_ON_STEP = "work_on_step"
    FINISH_STEPS = "finish_steps"
    CLOSE = "close"


_S = Run.State
TRANSITIONS: Final[dict[tuple[Run.State, Action], Run.State]] = {
    (_S.RUNNING, Action.WORK_ON_STEP): _S.RUNNING,
    (_S.RUNNING, Action.FINISH_STEPS): _S.EVALUATING,
    (_S.EVALUATING, Action.CLOSE): _S.CLOSED,
}


def after(state: str, action: Action) -> Run.State:
    """Return the state after `action`. Raises IllegalTransition where the table has no such step."""
    return next_state(TRANSITIONS, Run.State(state), action)
