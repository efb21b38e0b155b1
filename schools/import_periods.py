"""In which group from when until when: periods that follow from a file (S2), without a query.

Both ends of a period count. What has been is kept: a move closes the old period on the day before
and opens a new one; only a period that has not begun by then is corrected in place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from schools.models import Group, GroupTeacher, Placement, Pupil, SchoolYear, StaffMember

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Periods:
    """Rows to write. A row of `removed` never lasted a day before it turned out wrong."""

    added: list[Placement] = field(default_factory=list)
    updated: list[Placement] = field(default_factory=list)
    teaching_added: list[GroupTeacher] = field(default_factory=list)
    teaching_updated: list[GroupTeacher] = field(default_factory=list)
    teaching_removed: list[GroupTeacher] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wish:
    """Where the file has a pupil: in `group` (None: it doesn't say), until `leaves_on`."""

    group: Group | None
    starts_on: date | None
    leaves_on: date | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day of the import and the school year of the file."""

    today: date
    year: SchoolYear

    @property
    def from_now(self) -> date:
        """The first day on which something new can hold within the school year."""
        return max(self.today, self.year.starts_on)


def live_placement(
    placements: Iterable[Placement], leaves_on: date | None, today: date
) -> Placement | None:
    """The latest placement, if it runs, is still to come, or ended by this very leaving."""
    latest = max(placements, key=lambda one: (one.starts_on, one.pk or 0), default=None)
    if latest is None:
        return None
    running = latest.ends_on is None or latest.ends_on >= today
    by_leaving = leaves_on is not None and leaves_on < today
    return latest if running or by_leaving else None


def place(
    periods: Periods, pupil: Pupil, placements: list[Placement], wish: Wish, calendar: Calendar
) -> None:
    """Add to `periods` what makes the placements of `pupil` as the file has them."""
    live = live_placement(placements, wish.leaves_on, calendar.today)
    if live is None:
        _open_first(periods, pupil, placements, wish, calendar)
        return
    end = max(wish.leaves_on, live.starts_on) if wish.leaves_on else None
    if not moves(live, wish, calendar.today) or wish.group is None:
        _set(periods, live, live.group, end)
        return
    start = _start_of_move(live, wish, calendar)
    if live.starts_on >= start:
        _set(periods, live, wish.group, end)
    elif end is not None and end < start:
        _set(periods, live, live.group, end)
    else:
        _set(periods, live, live.group, start - _DAY)
        periods.added.append(_placement(pupil, wish.group, start, end))


def moves(live: Placement | None, wish: Wish, today: date) -> bool:
    """Whether the pupil changes group: not when it's gone already, or the file has no group."""
    if live is None or wish.group is None or (wish.leaves_on and wish.leaves_on < today):
        return False
    return live.group_id != wish.group.pk


def _start_of_move(live: Placement, wish: Wish, calendar: Calendar) -> date:
    if live.group.school_year_id == calendar.year.pk:
        return calendar.from_now
    # The step to a new year happened when that year began, whenever its file comes in.
    return max(calendar.year.starts_on, wish.starts_on or calendar.year.starts_on)


def _open_first(
    periods: Periods, pupil: Pupil, placements: list[Placement], wish: Wish, calendar: Calendar
) -> None:
    if wish.group is None:
        return
    start = max(calendar.year.starts_on, wish.starts_on or calendar.year.starts_on)
    last_end = max((one.ends_on for one in placements if one.ends_on), default=None)
    if last_end is not None and start <= last_end:
        start = calendar.from_now
    if wish.leaves_on is None or wish.leaves_on >= start:
        periods.added.append(_placement(pupil, wish.group, start, wish.leaves_on))


def _placement(pupil: Pupil, group: Group, start: date, end: date | None) -> Placement:
    return Placement(
        school_id=pupil.school_id, pupil=pupil, group=group, starts_on=start, ends_on=end
    )


def _set(periods: Periods, placement: Placement, group: Group, end: date | None) -> None:
    if placement.group_id != group.pk or placement.ends_on != end:
        placement.group = group
        placement.ends_on = end
        periods.updated.append(placement)


def teach(
    periods: Periods,
    staff: StaffMember,
    running: list[GroupTeacher],
    groups: list[Group],
    calendar: Calendar,
    *,
    new: bool,
) -> None:
    """Add to `periods` what makes the groups of `staff` as the file has them (R1: 'own group').

    `new` staff, and who taught a group of another year, have their groups from the first day of the
    school year; a change within the year holds from now on.
    """
    wanted = {group.pk: group for group in groups}
    known = {row.group_id: row for row in running}
    from_other_year = any(row.group.school_year_id != calendar.year.pk for row in running)
    start = calendar.year.starts_on if new or from_other_year else calendar.from_now
    for group_id, row in known.items():
        if group_id not in wanted:
            _stop(periods, row, calendar)
    periods.teaching_added += [
        GroupTeacher(school_id=staff.school_id, staff=staff, group=group, starts_on=start)
        for group_id, group in wanted.items()
        if group_id not in known
    ]


def _stop(periods: Periods, row: GroupTeacher, calendar: Calendar) -> None:
    same_year = row.group.school_year_id == calendar.year.pk
    start = calendar.from_now if same_year else calendar.year.starts_on
    if row.starts_on >= start:
        periods.teaching_removed.append(row)
    else:
        row.ends_on = start - _DAY
        periods.teaching_updated.append(row)
