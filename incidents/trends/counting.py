"""Counting the register in SQL: one row a combination of what is counted by, not a row an incident.

Three queries a page, however many incidents there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
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
    """So many incidents that are alike in all of this; `grouped`: a pupil of a group was involved."""

    period: str
    accident: bool
    kind: str
    place: str
    by_whom: str
    against_whom: str
    month: int
    weekday: int  # 1 is Monday
    hour: int | None
    grouped: bool
    number: int

    @property
    def slot(self) -> int | None:
        """The hour of the school day (SLOTS)."""
        return None if self.hour is None else min(max(self.hour, EARLY), LATE)


@dataclass(frozen=True, slots=True)
class CountedGroup:
    """So many incidents in which pupils of a group were involved."""

    period: str
    accident: bool
    group: str
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
            grouped=Exists(_placements()),
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
            "grouped",
        )
        .annotate(number=Count("pk"))
        .order_by()
    )
    return [Counted(**row) for row in rows]


def count_groups(found: Asked) -> list[CountedGroup]:
    """Return the incidents of both years by the group in which a pupil was on that day: one query.

    An incident with pupils of two groups counts at both. Groups go by their name, so that a group
    stands beside the one of the year before.
    """
    name = "pupils__pupil__placements__group__name"
    rows = (
        _in_periods(found)
        .filter(_on_that_day("pupils__pupil__placements__", F("occurred_on"), F("school")))
        .values("period", "accident", group=F(name))
        .annotate(number=Count("pk", distinct=True))
        .order_by()
    )
    return [CountedGroup(**row) for row in rows]


def _in_periods(found: Asked) -> Any:
    """Return the incidents of both years with the `period` each is in."""
    period = Case(
        When(occurred_on__gte=found.year.starts_on, then=Value(NOW)),
        When(occurred_on__lte=found.year.same_day, then=Value(SAME)),
        default=Value(REST),
    )
    return found.incidents.annotate(period=period)


def _placements() -> "QuerySet[Placement]":
    """The places in a group, on the day, of the pupils of an incident of the outer query."""
    day, school = OuterRef("occurred_on"), OuterRef("school")
    return Placement.objects.filter(
        _on_that_day("", day, school), pupil__incidents__incident=OuterRef("pk")
    )


def _on_that_day(prefix: str, day: Any, school: Any) -> Q:
    ends = f"{prefix}ends_on"
    return (
        Q(**{f"{prefix}starts_on__lte": day})
        & (Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": day}))
        & Q(**{f"{prefix}group__school": school})
    )
