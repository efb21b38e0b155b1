"""Due rules of protocol steps: `+72 hours`, `+3 weeks`, `+2 weeks after terug`. Pure functions, no database.

A term of hours has an exact moment (`due_at`) and a day (`due_on`, what lists and reminders use). The
day is the earlier, safer one: the last whole day before the moment, so that whoever acts on `due_on` is
in time. Every day is moved back to a working day, never before the day on which the term began: on a
free day nobody at school would do it.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core.workdays import add_workdays, is_workday, local_date

_RULE = re.compile(
    r"\+(?P<count>[0-9]{1,3}) (?P<unit>hour|day|workday|week|month)s?"
    r"(?: after (?P<after>[a-z0-9]+(?:-[a-z0-9]+)*))?"
)
_DAY = timedelta(days=1)
REMIND_AHEAD = 3
REMIND_AHEAD_SHORT = 1
_SHORT_TERM = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DueRule:
    """So many units after the start of the run, or after the step `after`."""

    count: int
    unit: str
    after: str = ""


class Term(NamedTuple):
    """The day by which it must be done, and the exact moment if the rule counts hours."""

    due_on: date
    due_at: datetime | None


def parse(text: str) -> DueRule:
    """Return the rule that `text` says. Raises ValueError if it can't be read."""
    found = _RULE.fullmatch(text)
    if found is None:
        raise ValueError(
            f"'{text}' is not a due rule; write for instance '+72 hours', '+3 weeks',"
            " '+5 workdays' or '+2 weeks after step-code'"
        )
    return DueRule(int(found["count"]), found["unit"], found["after"] or "")


def term(rule: DueRule, since: datetime) -> Term:
    """Return the term of `rule` that begins at `since` (a moment with a time zone)."""
    start = local_date(since)
    if rule.unit == "hour":
        due_at = since + timedelta(hours=rule.count)
        return Term(_safe(local_date(due_at) - _DAY, start), due_at)
    if rule.unit == "workday":
        return Term(add_workdays(start, rule.count), None)
    if rule.unit == "month":
        return Term(_safe(_add_months(start, rule.count), start), None)
    days = rule.count * (7 if rule.unit == "week" else 1)
    return Term(_safe(start + timedelta(days=days), start), None)


def remind_day(due_on: date, start: date) -> date:
    """Return the first day to remind: three days ahead, one for a term of at most a week."""
    ahead = REMIND_AHEAD_SHORT if due_on - start <= _SHORT_TERM else REMIND_AHEAD
    return _safe(due_on - timedelta(days=ahead), start)


def _safe(day: date, start: date) -> date:
    day = max(day, start)
    while day > start and not is_workday(day):
        day -= _DAY
    return day


def _add_months(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
