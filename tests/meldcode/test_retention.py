"""Until when a case is kept: when its term starts, and when it ends (law.md: a setting per board)."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from meldcode.retention import kept_until, last_left

pytestmark = pytest.mark.postgres_free

DAY = dt.date(2026, 7, 15)


def left(*days: dt.date | None) -> list[Any]:
    return [SimpleNamespace(left_on=day) for day in days]


@pytest.mark.parametrize(
    ("closed_on", "left_on", "until"),
    [
        (None, None, None),
        (None, DAY, None),  # a case that runs, about a child that left
        (DAY, None, None),  # a closed case, about a child that is here
        (DAY, dt.date(2027, 7, 31), dt.date(2029, 7, 31)),
        (dt.date(2027, 7, 31), DAY, dt.date(2029, 7, 31)),
        (DAY, DAY, dt.date(2028, 7, 15)),
        (dt.date(2028, 2, 29), DAY, dt.date(2030, 3, 1)),
    ],
)
def test_term_starts_when_the_case_is_closed_and_the_last_child_left(
    closed_on: dt.date | None, left_on: dt.date | None, until: dt.date | None
) -> None:
    assert kept_until(closed_on, left_on, 2) == until


def test_term_is_that_of_the_board() -> None:
    assert kept_until(DAY, DAY, 20) == dt.date(2046, 7, 15)
    assert kept_until(dt.date(2028, 2, 29), DAY, 4) == dt.date(2032, 2, 29)


@pytest.mark.parametrize(
    ("children", "day"),
    [
        (left(), None),
        (left(DAY), DAY),
        (left(DAY, None), None),  # a brother is still here
        (left(DAY, DAY + dt.timedelta(days=1)), None),  # leaves tomorrow
        (left(DAY - dt.timedelta(days=9), DAY), DAY),
    ],
)
def test_last_child_has_left_when_none_is_or_may_be_at_the_school(
    children: list[Any], day: dt.date | None
) -> None:
    assert last_left(children, DAY) == day
