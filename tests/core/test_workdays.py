"""Working days and local dates, against dates looked up by hand."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import (
    AMSTERDAM,
    add_workdays,
    is_workday,
    local_date,
    school_year_label,
    school_year_of,
    today,
    workdays_between,
)

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2060, 12, 31))
COUNTS = st.integers(min_value=0, max_value=60)


@pytest.mark.parametrize(
    ("day", "free"),
    [
        ("2026-01-01", True),  # New Year's Day, a Thursday
        ("2026-01-02", False),
        ("2026-04-03", False),  # Good Friday: no general day off
        ("2026-04-04", True),  # Saturday
        ("2026-04-05", True),  # Easter Sunday
        ("2026-04-06", True),  # Easter Monday
        ("2026-04-27", True),  # King's Day, a Monday
        ("2025-04-26", True),  # King's Day moved to Saturday, for the 27th is a Sunday
        ("2025-04-28", False),  # the Monday after it is not given back
        ("2013-04-30", True),  # still Queen's Day
        ("2026-05-04", False),
        ("2026-05-05", False),  # Liberation Day outside a lustrum
        ("2025-05-05", True),  # Liberation Day in a lustrum, a Monday
        ("2026-05-14", True),  # Ascension Day
        ("2026-05-15", False),  # the Friday after it
        ("2026-05-25", True),  # Whit Monday
        ("2024-12-05", False),  # Sint Nicolaas
        ("2026-12-24", False),
        ("2026-12-25", True),  # Christmas Day
        ("2026-12-26", True),  # Second Day of Christmas
        ("2026-12-31", False),
        ("2028-02-29", False),  # leap day, a Tuesday
        ("2026-08-05", False),  # summer holidays of the schools
    ],
)
def test_free_days_are_weekends_and_public_holidays(day: str, free: bool) -> None:
    assert is_workday(date.fromisoformat(day)) is not free


@pytest.mark.parametrize("year", range(2024, 2040))
def test_a_year_has_only_the_expected_free_days_outside_weekends(year: int) -> None:
    weekdays = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    free = [d for d in weekdays if d.year == year and d.weekday() < 5 and not is_workday(d)]
    assert len(free) <= 8  # seven moveable or fixed holidays, and 5 May in a lustrum
    assert (date(year, 5, 5) in free) is (year % 5 == 0 and date(year, 5, 5).weekday() < 5)


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-11-24", 5, "2026-12-01"),  # Tuesday to Tuesday
        ("2026-11-27", 5, "2026-12-04"),  # Friday to Friday
        ("2026-11-28", 5, "2026-12-04"),  # Saturday counts from Monday
        ("2026-11-29", 5, "2026-12-04"),  # Sunday too
        ("2026-12-23", 5, "2026-12-31"),  # over Christmas
        ("2026-12-24", 5, "2027-01-04"),  # over Christmas and the turn of the year
        ("2026-12-31", 1, "2027-01-04"),  # New Year's Day on a Friday
        ("2026-04-01", 5, "2026-04-09"),  # over Easter, Good Friday counts
        ("2026-04-24", 1, "2026-04-28"),  # over King's Day
        ("2025-05-02", 1, "2025-05-06"),  # over Liberation Day in a lustrum
        ("2026-05-04", 1, "2026-05-05"),  # and outside one
        ("2026-05-13", 5, "2026-05-21"),  # over Ascension Day
        ("2026-05-22", 5, "2026-06-01"),  # over Whit Monday
        ("2028-02-25", 2, "2028-02-29"),  # to the leap day
        ("2028-02-28", 5, "2028-03-06"),  # over it
        ("2026-03-27", 1, "2026-03-30"),  # over the start of summer time
        ("2026-10-23", 1, "2026-10-26"),  # over its end
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-28", 0, "2026-11-28"),
    ],
)
def test_a_term_of_working_days_ends_on(start: str, count: int, due: str) -> None:
    assert add_workdays(date.fromisoformat(start), count) == date.fromisoformat(due)


def test_a_report_filed_just_after_midnight_in_amsterdam_counts_from_that_day() -> None:
    filed = datetime(2026, 7, 6, 22, 30, tzinfo=UTC)  # Tuesday 00:30 in Amsterdam
    assert add_workdays(filed, 5) == date(2026, 7, 14)
    assert is_workday(datetime(2026, 7, 3, 22, 30, tzinfo=UTC)) is False  # Saturday there
    assert workdays_between(filed, datetime(2026, 7, 14, 21, 59, tzinfo=UTC)) == 5
    assert school_year_label(datetime(2026, 7, 31, 22, 30, tzinfo=UTC)) == "2026-2027"


def test_a_negative_term_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_workdays(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "2026-03-29"),  # 01:59, clocks go forward
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "2026-03-30"),  # midnight in summer time
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), "2026-10-25"),  # 23:30 in winter time
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-01-01"),
        (datetime(2026, 6, 1, 20, 0, tzinfo=timezone(timedelta(hours=-5))), "2026-06-02"),
    ],
)
def test_a_moment_has_the_date_it_has_in_amsterdam(moment: datetime, day: str) -> None:
    assert local_date(moment) == date.fromisoformat(day)
    with time_machine.travel(moment, tick=False):
        assert today() == date.fromisoformat(day)


@pytest.mark.parametrize("use", [local_date, is_workday, school_year_of])
def test_a_time_without_a_time_zone_is_refused(use) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="time zone"):
        use(datetime(2026, 1, 1, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("2026-07-31", "2025-2026"),
        ("2026-08-01", "2026-2027"),
        ("2026-12-31", "2026-2027"),
        ("2027-01-01", "2026-2027"),
        ("2028-02-29", "2027-2028"),
    ],
)
def test_a_school_year_runs_from_august_up_to_july(day: str, label: str) -> None:
    first, last = school_year_of(date.fromisoformat(day))
    assert (first.month, first.day, last.month, last.day) == (8, 1, 7, 31)
    assert first <= date.fromisoformat(day) <= last
    assert school_year_label(date.fromisoformat(day)) == label


@given(DAYS, COUNTS)
def test_counting_back_a_term_gives_its_length(start: date, count: int) -> None:
    due = add_workdays(start, count)
    assert workdays_between(start, due) == count
    assert workdays_between(due, start) == -count
    assert count == 0 or (due > start and is_workday(due))


@given(DAYS, COUNTS)
def test_a_day_later_never_makes_the_term_end_earlier(start: date, count: int) -> None:
    assert add_workdays(start, count) <= add_workdays(start + timedelta(days=1), count)
    assert add_workdays(start, count) < add_workdays(start, count + 1)


@given(DAYS, DAYS, DAYS)
def test_working_days_between_add_up(a: date, b: date, c: date) -> None:
    first, middle, last = sorted((a, b, c))
    parts = workdays_between(first, middle) + workdays_between(middle, last)
    assert parts == workdays_between(first, last)


@given(st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2060, 1, 1)))  # noqa: DTZ001
def test_the_local_date_is_the_date_on_a_clock_in_amsterdam(moment: datetime) -> None:
    assert local_date(moment.replace(tzinfo=AMSTERDAM)) == moment.date()


@given(DAYS)
def test_every_week_has_at_least_two_working_days(day: date) -> None:
    assert workdays_between(day, day + timedelta(days=7)) >= 2
