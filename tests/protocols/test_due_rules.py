"""When a step is due: pure functions, also checked over every start in two years."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import AMSTERDAM, is_workday, local_date
from protocols import due_rules

pytestmark = pytest.mark.postgres_free


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("rule", "since", "due_on"),
    [
        ("+0 days", "2026-11-03 10:00", date(2026, 11, 3)),
        ("+1 day", "2026-11-03 10:00", date(2026, 11, 4)),
        ("+5 workdays", "2026-11-03 10:00", date(2026, 11, 10)),
        ("+5 workdays", "2027-04-22 10:00", date(2027, 4, 30)),  # King's Day lies between
        ("+2 weeks", "2026-11-03 10:00", date(2026, 11, 17)),
        ("+3 weeks", "2026-11-03 10:00", date(2026, 11, 24)),
        ("+2 weeks", "2026-12-11 10:00", date(2026, 12, 24)),  # 25 December is a free day
        ("+2 weeks", "2026-11-07 10:00", date(2026, 11, 20)),  # Saturday to Friday
        ("+1 month", "2027-01-31 10:00", date(2027, 2, 26)),  # no 31 February; the 28th is a Sunday
        ("+1 month", "2026-12-15 10:00", date(2027, 1, 15)),
        ("+12 months", "2028-02-29 10:00", date(2029, 2, 28)),
        ("+0 days", "2026-11-07 10:00", date(2026, 11, 7)),  # begins on a Saturday: that day
    ],
)
def test_term_is_a_day(rule: str, since: str, due_on: date) -> None:
    assert due_rules.term(due_rules.parse(rule), at(since)) == (due_on, None)


@pytest.mark.parametrize(
    ("since", "due_on", "due_at"),
    [
        ("2026-11-02 10:00", date(2026, 11, 4), "2026-11-05 10:00"),
        ("2026-11-02 00:00", date(2026, 11, 4), "2026-11-05 00:00"),
        ("2026-11-06 15:00", date(2026, 11, 6), "2026-11-09 15:00"),  # before the weekend
        # The clock goes back on 25 October: 72 hours are 72 hours, an hour earlier by the wall.
        ("2026-10-22 23:30", date(2026, 10, 23), "2026-10-25 22:30"),
    ],
)
def test_72_hours_keep_their_moment_and_take_the_earlier_day(
    since: str, due_on: date, due_at: str
) -> None:
    found = due_rules.term(due_rules.parse("+72 hours"), at(since).astimezone(ZoneInfo("UTC")))
    assert found.due_on == due_on
    assert found.due_at is not None
    assert found.due_at.astimezone(AMSTERDAM).replace(tzinfo=None) == datetime.fromisoformat(due_at)


@given(
    st.integers(0, 2 * 365 * 24 * 4).map(
        lambda quarters: (
            datetime(2026, 8, 1, tzinfo=ZoneInfo("UTC")) + timedelta(minutes=15 * quarters)
        )
    ),
    st.integers(24, 400),
)
def test_whoever_acts_on_the_day_of_a_term_of_hours_is_in_time(since: datetime, hours: int) -> None:
    found = due_rules.term(due_rules.DueRule(hours, "hour"), since)
    start = local_date(since)
    assert found.due_at is not None
    assert start <= found.due_on
    assert found.due_on < local_date(found.due_at) or found.due_on == start
    assert is_workday(found.due_on) or found.due_on == start


@given(
    st.dates(date(2026, 8, 1), date(2028, 8, 1)),
    st.sampled_from(["+0 days", "+72 hours", "+5 workdays", "+3 weeks", "+1 month"]),
)
def test_reminder_comes_between_start_and_due_day(start: date, rule: str) -> None:
    since = datetime(start.year, start.month, start.day, 9, tzinfo=AMSTERDAM)
    due_on = due_rules.term(due_rules.parse(rule), since).due_on
    remind_on = due_rules.remind_day(due_on, start)
    assert start <= remind_on <= due_on
    assert remind_on < due_on or due_on - start <= timedelta(days=1) or not is_workday(start)


def test_rule_counts_from_another_step() -> None:
    assert due_rules.parse("+2 weeks after terug") == due_rules.DueRule(2, "week", "terug")


@pytest.mark.parametrize(
    "text", ["", "3 weeks", "+3", "+3 years", "+-3 weeks", "+3 weeks after", "+3 weeks after Terug"]
)
def test_unreadable_rule_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"\+72 hours"):
        due_rules.parse(text)
