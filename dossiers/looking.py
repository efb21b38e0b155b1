"""What is unusual looking (A8): pure rules over what the audit log says of one person on one day.

A finding is a reason to ask, never an accusation: each rule has everyday reasons too. The numbers are
in `Limits`; who looks because it is the own group, or because access was given, has `own` for those.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Final
from uuid import UUID

from core.workdays import AMSTERDAM, is_workday
from dossiers.models import LookFinding

FIRST_HOUR: Final = 7
LAST_HOUR: Final = 19
NIGHT_ENDS: Final = 6
NIGHT_BEGINS: Final = 23
USUAL_DAYS: Final = 60
"""How far back the usual number of dossiers a day is counted."""
AGAIN_DAYS: Final = 14
"""Within how many days coming back to one dossier counts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From which number on something is listed.

    `many`: different dossiers a day; `floor`: at least so many before three times the usual counts;
    `late`: dossiers outside working hours; `again`: days within a fortnight on which the same dossier
    was read (None: not counted); `refused`: refusals a day.
    """

    many: int
    floor: int
    late: int
    again: int | None
    refused: int
    times_usual: int = 3


# Teachers: dossiers outside the own group alone, so the own class in the evening is never listed.
TEACHING = Limits(many=15, floor=6, late=1, again=4, refused=5)
# AF HGKM and manager look into the whole school by their task: every dossier counts, but far later.
CASEWORK = Limits(many=40, floor=20, late=5, again=None, refused=5)


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody looked at something about a pupil."""

    pupil_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of one person: limits, pupils with a cause of their own, what they usually do.

    `usual` holds the number of different dossiers of each earlier day with any; `days` on how many days
    of the last fortnight, the day itself included, each dossier was read; `listed` which dossiers were
    listed as read again and again in that fortnight already; `refused` when something was refused.
    """

    limits: Limits
    own: frozenset[UUID] = frozenset()
    usual: Sequence[int] = ()
    days: Mapping[UUID, int] = field(default_factory=dict)
    listed: frozenset[UUID] = frozenset()
    refused: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Something to list: which dossiers, how many times, what is usual, from when to when."""

    kind: LookFinding.Kind
    amount: int
    first_at: datetime
    last_at: datetime
    pupils: tuple[UUID, ...] = ()
    usual: int | None = None


def outside_hours(moment: datetime) -> bool:
    """Whether `moment` is before seven, from seven in the evening on, or on a day off (Amsterdam)."""
    local = moment.astimezone(AMSTERDAM)
    return not is_workday(local.date()) or not FIRST_HOUR <= local.hour < LAST_HOUR


def at_night(moment: datetime) -> bool:
    """Whether it is an hour at which nobody works at a school, in whichever group the pupil is."""
    return not NIGHT_ENDS <= moment.astimezone(AMSTERDAM).hour < NIGHT_BEGINS


def unusual(seen: Iterable[Seen], habits: Habits) -> list[Found]:
    """Return what is to be listed of one person on one day, at most one of each kind."""
    looks = sorted(seen, key=lambda look: look.at)
    outside = [look for look in looks if look.pupil_id not in habits.own]
    found = [
        _many(outside, habits),
        _late(looks, habits),
        _again(outside, habits),
        _refused(habits),
    ]
    return [one for one in found if one is not None]


def _of(kind: LookFinding.Kind, looks: Sequence[Seen], usual: int | None = None) -> Found:
    pupils = tuple(sorted({look.pupil_id for look in looks}))
    return Found(kind, len(pupils), looks[0].at, looks[-1].at, pupils, usual)


def _many(outside: Sequence[Seen], habits: Habits) -> Found | None:
    """More different dossiers than the limit, or far more than this person reads on other days."""
    count = len({look.pupil_id for look in outside})
    usual = round(median(habits.usual)) if habits.usual else None
    limits = habits.limits
    far_more = usual is not None and count > limits.times_usual * usual
    if count > limits.many or (count >= limits.floor and far_more):
        return _of(LookFinding.Kind.MANY, outside, usual)
    return None


def _late(looks: Sequence[Seen], habits: Habits) -> Found | None:
    """Outside working hours: dossiers outside the own group, and at night every dossier."""
    late = [
        look
        for look in looks
        if at_night(look.at) or (outside_hours(look.at) and look.pupil_id not in habits.own)
    ]
    if len({look.pupil_id for look in late}) >= habits.limits.late:
        return _of(LookFinding.Kind.HOURS, late)
    return None


def _again(outside: Sequence[Seen], habits: Habits) -> Found | None:
    """The same dossier day after day, by somebody who does not teach the pupil; listed once."""
    least = habits.limits.again
    if least is None:
        return None
    often = [
        look
        for look in outside
        if habits.days.get(look.pupil_id, 0) >= least and look.pupil_id not in habits.listed
    ]
    if not often:
        return None
    days = max(habits.days[look.pupil_id] for look in often)
    pupils = tuple(sorted({look.pupil_id for look in often}))
    return Found(LookFinding.Kind.AGAIN, days, often[0].at, often[-1].at, pupils)


def _refused(habits: Habits) -> Found | None:
    """Refused again and again: a wrong address, or somebody trying doors."""
    if len(habits.refused) < habits.limits.refused:
        return None
    first, last = min(habits.refused), max(habits.refused)
    return Found(LookFinding.Kind.REFUSED, len(habits.refused), first, last)
