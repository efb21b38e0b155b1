"""The figures of a page of trends, folded from what was counted: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from incidents.trends.counting import (
    ANY_GROUP,
    NOW,
    SAME,
    Asked,
    Counted,
    CountedGroup,
    Year,
    count,
    count_groups,
)
from schools.models import School

MONTHS: Final = (8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7)
"""The months in the order of a school year."""

NO_GROUP: Final = ""
Key = Any
"""What figures are by: a value, or a tuple of values."""


@dataclass(frozen=True, slots=True)
class Both:
    """A figure of this year and of the year before; `same` is the latter up to the same day."""

    now: int = 0
    before: int = 0
    same: int = 0

    def __add__(self, other: "Both") -> "Both":
        return Both(self.now + other.now, self.before + other.before, self.same + other.same)

    def __sub__(self, other: "Both") -> "Both":
        return Both(self.now - other.now, self.before - other.before, self.same - other.same)


@dataclass(frozen=True)
class Trends:
    """Everything that was counted for one school in one school year and the year before."""

    school: School
    year: Year
    counted: Sequence[Counted]
    groups: Sequence[CountedGroup]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was reported in either year."""
        return not self.counted

    def total(self, *, accident: bool) -> Both:
        """Return how many incidents, or how many accidents, there were (I2)."""
        return sum((_both(row) for row in self._of(accident)), Both())

    def by(self, *names: str, accident: bool = False) -> dict[Key, Both]:
        """Return the figures by one or more of the properties of `Counted`; no zeros."""
        return _fold(self._of(accident), attrgetter(*names))

    def by_group(self, *, accident: bool = False) -> dict[Key, Both]:
        """Return the figures by name of the group, in the order of the names.

        At the end NO_GROUP: incidents in which no pupil of a group was involved.
        """
        rows = (row for row in self.groups if row.accident == accident)
        found = _fold(rows, attrgetter("group"))
        rest = self.total(accident=accident) - found.pop(ANY_GROUP, Both())
        found = dict(sorted(found.items()))
        return found | ({NO_GROUP: rest} if rest != Both() else {})

    def grid(
        self, rows: tuple[str, Sequence[Any]], columns: tuple[str, Sequence[Any]], *, now: bool
    ) -> list[list[int]]:
        """Return incidents of one of both years by two properties, each with the values it takes."""
        found: Mapping[Key, Both] = self.by(rows[0], columns[0])
        pick = attrgetter("now" if now else "before")
        return [
            [pick(found.get((row, column), Both())) for column in columns[1]] for row in rows[1]
        ]

    def _of(self, accident: bool) -> Iterable[Counted]:
        return (row for row in self.counted if row.accident == accident)


def trends(found: Asked) -> Trends:
    """Count what was asked for: three queries, whatever there is to count."""
    return Trends(found.school, found.year, count(found), count_groups(found))


def _fold(rows: Iterable[Any], key: Any) -> dict[Key, Both]:
    figures: dict[Key, Both] = {}
    for row in rows:
        figures[key(row)] = figures.get(key(row), Both()) + _both(row)
    return figures


def _both(row: Counted | CountedGroup) -> Both:
    if row.period == NOW:
        return Both(now=row.number)
    return Both(before=row.number, same=row.number if row.period == SAME else 0)
