"""Working days, local dates and school years: the one place where a period becomes a date.

All dates are dates in Amsterdam. A duty's ``due_on`` is computed here once, when it arises (domain
T: "working days skip weekends and Dutch public holidays", M9: Veilig Thuis has 5 of them).

Which days are free. The dates come from the ``holidays`` package (New Year's Day, Easter Monday,
King's Day with its move to Saturday, Ascension Day, Whit Monday, both Christmas days). Where
sources differ, a day counts as a *working* day, because the deadline then falls earlier and a child
is better off with a reminder too soon than one too late:

* Good Friday: the package lists it, the Algemene termijnenwet art. 3 equates it to a holiday for
  legal terms, but it is no general day off and Veilig Thuis works. It is a working day.
* Liberation Day, 5 May: a general day off once in five years (2025, 2030 …), as the package has it.
  In the other years it is a working day.
* School holidays are working days: the duties go on when the school is shut.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_NO_DAY_OFF: Final = frozenset({"Goede vrijdag"})


def today() -> date:
    """The date it is now in Amsterdam, whatever the time zone of the server or the request."""
    return local_date(timezone.now())


def local_date(moment: datetime) -> date:
    """The date in Amsterdam at `moment`; raises ValueError for a time without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone has no date in Amsterdam")
    return moment.astimezone(AMSTERDAM).date()


def is_workday(day: date) -> bool:
    """Whether `day` is neither in a weekend nor a public holiday as this module counts them.

    Takes a date, or a time with a time zone, which counts as its date in Amsterdam.
    """
    day = _as_date(day)
    return day.weekday() < _SATURDAY and day not in _days_off(day.year)


def add_workdays(start: date, count: int) -> date:
    """The last day of a term of `count` working days; the day of `start` itself does not count.

    Always a working day, except that 0 gives the day of `start` as it is. `start` may be a time
    with a time zone; its date in Amsterdam counts. Raises ValueError for a negative `count`.
    """
    if count < 0:
        raise ValueError("a term of working days cannot be negative")
    day = _as_date(start)
    while count:
        day += _DAY
        count -= is_workday(day)
    return day


def workdays_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and including `end`.

    Negative if `end` comes first. ``workdays_between(start, add_workdays(start, n)) == n``, so
    for a due date it is what is left of the term (0: no working day is left after today).
    """
    first, last = _as_date(start), _as_date(end)
    if last < first:
        return -workdays_between(last, first)
    return sum(map(is_workday, _days_after(first, last)))


def school_year_of(day: date) -> tuple[date, date]:
    """First and last day of the school year that holds `day`: 1 August, 31 July (domain T)."""
    day = _as_date(day)
    first = day.year if day.month >= 8 else day.year - 1
    return date(first, 8, 1), date(first + 1, 7, 31)


def school_year_label(day: date) -> str:
    """How the school year that holds `day` is written: ``2026-2027``."""
    first, last = school_year_of(day)
    return f"{first.year}-{last.year}"


def _as_date(day: date) -> date:
    # A datetime is a date to Python, but its own date() is that of its time zone.
    return local_date(day) if isinstance(day, datetime) else day


def _days_after(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * step for step in range(1, (last - first).days + 1))


@lru_cache(maxsize=256)
def _days_off(year: int) -> frozenset[date]:
    # A fresh, complete set a year: the package's own object fills itself while it is asked, so
    # another thread could find a year half filled.
    calendar = holidays.country_holidays("NL", years=year, language="nl")
    return frozenset(day for day in calendar if set(calendar.get_list(day)) - _NO_DAY_OFF)
