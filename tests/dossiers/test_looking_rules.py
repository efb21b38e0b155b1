"""What stands out in looking (A8): each rule at its limit, one below it, and the everyday day."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from core.workdays import AMSTERDAM
from dossiers.looking import (
    CASEWORK,
    TEACHING,
    Found,
    Habits,
    Seen,
    at_night,
    outside_hours,
    unusual,
)
from dossiers.models import LookFinding

pytestmark = pytest.mark.postgres_free
KIND = LookFinding.Kind
TUESDAY = date(2026, 11, 24)


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM)


def pupil(number: int) -> UUID:
    return UUID(int=number)


def looks(count: int, hour: int = 10, first: int = 0) -> list[Seen]:
    """Look into so many different dossiers, each of them twice."""
    return [
        Seen(pupil(first + number), at(hour, minute))
        for number in range(count)
        for minute in (0, 5)
    ]


def kinds(found: list[Found]) -> list[str]:
    return [str(one.kind) for one in found]


@pytest.mark.parametrize(
    ("moment", "outside", "night"),
    [
        (at(6, 59), True, False),
        (at(7), False, False),
        (at(18, 59), False, False),
        (at(19), True, False),
        (at(22, 59), True, False),
        (at(23), True, True),
        (at(5, 59), True, True),
        (at(6), True, False),
        (at(12, day=date(2026, 11, 28)), True, False),  # Saturday
        (at(12, day=date(2026, 12, 25)), True, False),  # Christmas, a Friday
        (at(12, day=date(2026, 4, 3)), False, False),  # Good Friday is a working day
    ],
)
def test_hours_are_those_of_amsterdam(moment: datetime, outside: bool, night: bool) -> None:
    for shown in (moment, moment.astimezone(tz=None)):
        assert (outside_hours(shown), at_night(shown)) == (outside, night)


@pytest.mark.parametrize(("limits", "most"), [(TEACHING, 15), (CASEWORK, 40)])
def test_many_different_dossiers_are_listed_above_the_limit(limits: object, most: int) -> None:
    habits = Habits(limits=limits)  # type: ignore[arg-type]
    assert unusual(looks(most), habits) == []
    (found,) = unusual(looks(most + 1), habits)
    assert (found.kind, found.amount, found.usual) == (KIND.MANY, most + 1, None)
    assert (found.first_at, found.last_at) == (at(10), at(10, 5))
    assert set(found.pupils) == {pupil(number) for number in range(most + 1)}


def test_fewer_dossiers_are_listed_when_it_is_more_than_three_times_the_usual() -> None:
    for usual, count, listed in [
        ([2, 2, 2], 7, True),
        ([2, 2, 2], 6, False),
        ([3, 1, 2], 6, False),
    ]:
        found = unusual(looks(count), Habits(limits=TEACHING, usual=usual))
        assert bool(found) is listed
    (found,) = unusual(looks(9), Habits(limits=TEACHING, usual=[1, 2, 9]))
    assert (found.amount, found.usual) == (9, 2)
    # Five dossiers on a day stand out for nobody, also not beside none at all.
    assert unusual(looks(5), Habits(limits=TEACHING, usual=[1])) == []


def test_the_own_group_never_counts() -> None:
    own = frozenset(pupil(number) for number in range(30))
    assert unusual(looks(30), Habits(limits=TEACHING, own=own)) == []
    assert unusual(looks(30, hour=20), Habits(limits=TEACHING, own=own)) == []


def test_at_night_the_own_group_counts_too() -> None:
    own = frozenset({pupil(0)})
    (found,) = unusual(looks(1, hour=3), Habits(limits=TEACHING, own=own))
    assert (found.kind, found.amount) == (KIND.HOURS, 1)


@pytest.mark.parametrize(("limits", "least"), [(TEACHING, 1), (CASEWORK, 5)])
def test_outside_hours_counts_from_so_many_dossiers(limits: object, least: int) -> None:
    habits = Habits(limits=limits)  # type: ignore[arg-type]
    assert kinds(unusual(looks(least, hour=20), habits)) == [KIND.HOURS]
    assert unusual(looks(least, hour=15), habits) == []
    assert unusual(looks(least - 1, hour=20), habits) == []


def test_the_same_dossier_day_after_day_is_listed_once_a_fortnight() -> None:
    days = {pupil(0): 4, pupil(1): 3}
    (found,) = unusual(looks(2), Habits(limits=TEACHING, days=days))
    assert (found.kind, found.amount, found.pupils) == (KIND.AGAIN, 4, (pupil(0),))
    listed = frozenset({pupil(0)})
    assert unusual(looks(2), Habits(limits=TEACHING, days=days, listed=listed)) == []
    assert unusual(looks(2), Habits(limits=TEACHING, days=days, own=listed)) == []
    assert unusual(looks(2), Habits(limits=CASEWORK, days=days)) == []


def test_refusals_are_listed_from_five_on() -> None:
    moments = [at(9) + timedelta(minutes=number) for number in range(5)]
    assert unusual([], Habits(limits=TEACHING, refused=moments[:4])) == []
    (found,) = unusual([], Habits(limits=TEACHING, refused=moments))
    assert (found.kind, found.amount, found.pupils) == (KIND.REFUSED, 5, ())
    assert (found.first_at, found.last_at) == (at(9), at(9, 4))


def test_one_day_can_be_listed_for_several_reasons_one_of_each() -> None:
    days = {pupil(number): 5 for number in range(20)}
    habits = Habits(limits=TEACHING, days=days, refused=[at(9)] * 9)
    found = unusual([*looks(20, hour=20), *looks(20)], habits)
    assert kinds(found) == [KIND.MANY, KIND.HOURS, KIND.AGAIN, KIND.REFUSED]
