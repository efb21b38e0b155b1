"""Telling what happened on earlier days.

Services take the day from Django's clock, and rightly refuse a duty that is late when it is made. So the
demo puts that clock back while it tells a story, and the services make last month's records as they
would have made them last month. The audit log has Postgres' own time: there everything is of today.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import count
from unittest import mock

from django.utils import timezone

from core.workdays import AMSTERDAM, is_workday, school_year_of, today

_DAY = timedelta(days=1)


@contextmanager
def at(day: date, hour: int = 15, minute: int = 10) -> Iterator[None]:
    """Run the block as if it were this moment in Amsterdam; the clock ticks a second each time it's read.

    Today is now: the clock is never put forward.
    """
    if day >= today():
        yield
        return
    start = datetime.combine(day, time(hour, minute), tzinfo=AMSTERDAM)
    seconds = count()

    def now() -> datetime:
        return start + timedelta(seconds=next(seconds))

    with mock.patch.object(timezone, "now", now):
        yield


def workday_before(count_back: int, start: date | None = None) -> date:
    """Return the day that lies this many working days before `start` (today)."""
    day = start or today()
    while count_back:
        day -= _DAY
        count_back -= is_workday(day)
    return day


def last_school_year() -> date:
    """Return the first day of the school year before this one."""
    first, _last = school_year_of(today())
    return school_year_of(first - _DAY)[0]


def days_of_last_year(amount: int) -> list[date]:
    """Return working days spread over last school year, from September to June, in order."""
    first = last_school_year() + timedelta(days=40)
    found = []
    for number in range(amount):
        day = first + timedelta(days=number * 270 // max(amount, 1))
        while not is_workday(day):
            day += _DAY
        found.append(day)
    return found
