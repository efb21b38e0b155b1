"""No state waits in silence: whoever has the next move has a day for it, and somebody else hears when it
passed. The law says 'at once' and names no day, so these days are the product's own (M2, M7, M8)."""

from types import MappingProxyType
from typing import Final

from core.actors import Actor
from core.workdays import add_workdays, today
from meldcode.models import Case, CaseDuty
from meldcode.services.duties import arise, finish, open_duties
from meldcode.workflow import State

WEIGH_WORKDAYS: Final = 15
"""In so many working days steps 1 to 4 lead to a proposal; an urgent case has one."""
REMIND_WORKDAYS: Final = 10

_KIND_OF: Final = MappingProxyType(
    {
        State.OPEN: CaseDuty.Kind.PROGRESS,
        State.PROPOSED: CaseDuty.Kind.CONFIRMATION,
        State.CONFIRMED: CaseDuty.Kind.FILING,
    }
)


def keep_pace(case: Case, *, actor: Actor) -> None:
    """End the day of the state that a locked case left, and set one for the state that it came in."""
    finish(open_duties(case, *_KIND_OF.values()), actor=actor)
    kind = _KIND_OF.get(State(case.state))
    if kind is None or (
        kind is CaseDuty.Kind.PROGRESS and open_duties(case, CaseDuty.Kind.ACUTE_DECISION)
    ):
        return  # after an acute report the day of the decision of two is the nearer one
    slow = kind is CaseDuty.Kind.PROGRESS and not case.is_urgent
    arise(
        case,
        kind,
        due_on=add_workdays(today(), WEIGH_WORKDAYS if slow else 1),
        # Who has the move was told just now; the next reminder is on the last day.
        remind_on=add_workdays(today(), REMIND_WORKDAYS if slow else 1),
    )
