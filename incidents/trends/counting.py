"""Counting the register in SQL: one row a combination of what is counted by, not a row an incident.

Three queries, however many incidents there are.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, Count, Min, QuerySet, Value, When
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, ExtractMonth

from core.workdays import school_year_label, school_year_of, today
from incidents.models import Incident
from schools.forms.choosing import chosen_school
from schools.models import Placement, School

PERMISSION: Final = "incidents.view_register"
NOW, SAME, REST = (
    "now",
    "same",
    "rest",
)  # this year; the year before up to the same day; what was left

ANY_GROUP: Final = None
EARLY, LATE = 7, 17
SLOTS: Final = (*range(EARLY, LATE + 1), None)
"""The hours of a school day: 7 is all before 8:00, 17 all from 17:00 on, None when the time is unknown."""


@dataclass(frozen=True, slots=True)
class Year:
    """A school year (T): 1 August – 31 July."""

    starts_on: date
    ends_on: date

    @classmethod
    def of(cls, day: date) -> "Year":
        """Return the school year that holds `day`."""
        return cls(*school_year_of(day))

    @property
    def before(self) -> "Year":
        """The year before it."""
        return Year.of(self.starts_on - timedelta(days=1))

    @property
    def label(self) -> str:
        """As it is written: 2026-2027."""
        return school_year_label(self.starts_on)

    @property
    def runs(self) -> bool:
        """Whether it isn't over."""
        return self.ends_on >= today()

    @property
    def same_day(self) -> date:
        """Up to which day the year before has lasted as long: today a year ago, or all of it."""
        if not self.runs:
            return self.before.ends_on
        day = today()
        # 29 February has no day a year before.
        return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see: a school, one of the years of its register."""

    user: Any
    school: School
    year: Year
    years: list[Year]

    @property
    def incidents(self) -> "QuerySet[Incident]":
        """The incidents of this year and the one before that exist for the reader."""
        days = (self.year.before.starts_on, self.year.ends_on)
        return _of_school(self.user, self.school).filter(occurred_on__range=days)


@dataclass(frozen=True, slots=True)
class Counted:
    """So many incidents that are alike in all of this."""

    period: str
    accident: bool
    kind: str
    place: str
    by_whom: str
    against_whom: str
    month: int
    weekday: int  # 1 is Monday
    hour: int | None
    number: int

    @property
    def slot(self) -> int | None:
        """The hour of the school day (SLOTS)."""
        return None if self.hour is None else min(max(self.hour, EARLY), LATE)


@dataclass(frozen=True, slots=True)
class CountedGroup:
    """So many incidents in which pupils of a group were involved; ANY_GROUP counts each once."""

    period: str
    accident: bool
    group: str | None
    number: int


def _of_school(user: Any, school: School) -> "QuerySet[Incident]":
    return Incident.objects.visible_to(user).filter(school=school)


def asked(user: Any, data: Mapping[str, str]) -> Asked | None:
    """Return what `data` (`school`, `year`: the year in which it starts) asks; the first and the running
    one for what isn't there. None for who may see no register. Two queries.
    """
    school = chosen_school(user, PERMISSION, data.get("school", ""))
    if school is None:
        return None
    first = _of_school(user, school).aggregate(day=Min("occurred_on"))["day"]
    years = [Year.of(today())]
    while first is not None and years[-1].starts_on > first:
        years.append(years[-1].before)
    wanted = data.get("year", "")
    year = next((one for one in years if str(one.starts_on.year) == wanted), years[0])
    return Asked(user, school, year, years)


def count(found: Asked) -> list[Counted]:
    """Return the incidents of both years, counted: one query."""
    rows = (
        _in_periods(found)
        .annotate(
            month=ExtractMonth("occurred_on"),
            weekday=ExtractIsoWeekDay("occurred_on"),
            hour=ExtractHour("occurred_at"),
        )
        .values(
            "period",
            "accident",
            "kind",
            "place",
            "by_whom",
            "against_whom",
            "month",
            "weekday",
            "hour",
        )
        .annotate(number=Count("pk"))
        .order_by()
    )
    return [Counted(**row) for row in rows]


def count_groups(found: Asked) -> list[CountedGroup]:
    """Return the incidents of both years by the group in which a pupil was on that day: two queries.

    An incident with pupils of two groups counts at both, and once at ANY_GROUP. Groups go by their
    name, so that a group stands beside the one of the year before. Matched here and not in SQL: a join
    over five tables with row-level security took seconds for 4,000 incidents.
    """
    placements = defaultdict(list)
    rows = Placement.objects.filter(group__school=found.school, starts_on__lte=found.year.ends_on)
    for pupil, *placed in rows.values_list("pupil_id", "starts_on", "ends_on", "group__name"):
        placements[pupil].append(placed)
    links = _in_periods(found).filter(pupils__isnull=False).order_by()
    linked = links.values_list("pk", "period", "accident", "occurred_on", "pupils__pupil_id")
    seen: set[tuple[Any, ...]] = set()
    for incident, period, accident, day, pupil in linked:
        for starts_on, ends_on, name in placements[pupil]:
            if starts_on <= day and (ends_on is None or day <= ends_on):
                seen |= {
                    (incident, period, accident, name),
                    (incident, period, accident, ANY_GROUP),
                }
    counted = Counter(one[1:] for one in seen)
    return [
        CountedGroup(period, accident, name, number)
        for (period, accident, name), number in counted.items()
    ]


def _in_periods(found: Asked) -> Any:
    """Return the incidents of both years with the `period` each is in."""
    period = Case(
        When(occurred_on__gte=found.year.starts_on, then=Value(NOW)),
        When(occurred_on__lte=found.year.same_day, then=Value(SAME)),
        default=Value(REST),
    )
    return found.incidents.annotate(period=period)
