"""How long a Meldcode case is kept, and when that term starts. Nothing is deleted here.

No law names a term for a school's Meldcode case: each board sets it (two years at least), as for the
pupil's dossier. The term starts when both are true: the case is closed, and the last of its children has
left the school. While a case runs, or a child it is about is still here, it can be needed tomorrow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.workdays import local_date, today
from meldcode.models import Case
from meldcode.workflow import State


class Leaver(Protocol):
    """A child, of whom the day of leaving may be known."""

    @property
    def left_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when a case is kept: `until` is None while the term has not started, and why not."""

    years: int
    until: date | None
    is_running: bool
    at_school: bool


def kept_until(closed_on: date | None, left_on: date | None, years: int) -> date | None:
    """Return the last day on which a case is kept; None while its term has not started.

    `closed_on` is the day on which it was closed (None: it runs), `left_on` the day on which the last
    child left the school (None: a child is still there), `years` the term of the board. A term that
    starts on 29 February ends on 1 March in a year without one: a day too long, never one too short.
    """
    if closed_on is None or left_on is None:
        return None
    starts_on = max(closed_on, left_on)
    try:
        return starts_on.replace(year=starts_on.year + years)
    except ValueError:
        return date(starts_on.year + years, 3, 1)


def last_left(children: Iterable[Leaver], on: date) -> date | None:
    """Return the day on which the last child left; None while one is at the school, or may be.

    A child that is merely gone from the pupil administration has no day of leaving: it may come back.
    """
    days = [child.left_on for child in children]
    if not days or any(day is None or day > on for day in days):
        return None
    return max(day for day in days if day is not None)


def keeping_of(case: Case, children: Iterable[Leaver], *, on: date | None = None) -> Keeping:
    """Return how long a case is kept, as things are on a day (today). Takes the board from the school."""
    years = case.school.board.case_retention_years
    closed = case.state == State.CLOSED and case.closed_at is not None
    closed_on = local_date(case.closed_at) if closed and case.closed_at else None
    left_on = last_left(children, on or today())
    return Keeping(
        years=years,
        until=kept_until(closed_on, left_on, years),
        is_running=closed_on is None,
        at_school=left_on is None,
    )
