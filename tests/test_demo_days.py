"""The demo loads on whatever day somebody starts it, not only on the day it was written."""

import pytest
import time_machine

from audit.verify import faults
from meldcode.models import Case
from meldcode.workflow import State
from schoolsafety.demo.load import load


@pytest.mark.parametrize("moment", ["2027-08-01T06:00Z", "2028-01-02T22:30Z"])
def test_the_demo_loads_on_any_day(moment: str) -> None:
    """The first day of a school year, late on a Sunday in the holidays."""
    with time_machine.travel(moment, tick=True):
        load()
        assert set(Case.objects.values_list("state", flat=True)) == set(State.values)
    assert faults() == []
