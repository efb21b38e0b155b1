"""Why no clock may open anything about a pupil: a registry, so that other rooms can say so (A4).

Reading on an unlucky day can endanger a child: while a hand-over waits or a case of the Meldcode is open
(M7), a person decides each time.
"""

from collections.abc import Callable
from typing import Any

from core.context import acting_as_system
from dossiers.models import HandOver

Hold = Callable[[Any], bool]
_holds: list[Hold] = []


def register_hold(hold: Hold) -> Hold:
    """Register a function that says of a pupil's id whether a person has to decide. Returns it."""
    _holds.append(hold)
    return hold


def is_held(pupil_id: object) -> bool:
    """Return whether a person has to decide what parents read of this pupil now.

    Asked as SYSTEM: the teacher who writes a signal may not know of a case, and does not learn it here.
    """
    with acting_as_system():
        return any(hold(pupil_id) for hold in _holds)


@register_hold
def hand_over_waits(pupil_id: Any) -> bool:
    """Return whether a hand-over of the pupil waits for the AF HGKM (M2)."""
    return HandOver.objects.waiting().filter(pupil_id=pupil_id).exists()
