"""While a case about a child is open, a person decides what its parents read (M7, A4)."""

from typing import Any

from meldcode.models import CasePupil
from meldcode.workflow import State


def has_open_case(pupil_id: Any) -> bool:
    """Return whether an open case is about this child, as the first one or added to it (D7)."""
    return CasePupil.objects.filter(pupil_id=pupil_id).exclude(case__state=State.CLOSED).exists()
