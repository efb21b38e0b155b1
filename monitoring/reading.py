"""The figures as one reader may see them: the own school exactly, the board's with small ones hidden.

Reads the tables of this app and the list of schools, never a row about a child.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from django.db.models import Max, QuerySet

from core.suppression import Row, breakdown, change, suppress, suppress_pair
from monitoring.measures import BY_CODE, KINDS, MEASURES, PAIR, Measure
from monitoring.models import Figure, MonitoringRound
from schools.kept_out import schools_kept_from
from schools.models import School, SchoolYear
from schools.scope import schools_with

Values = Mapping[tuple[int, int, str], int]
"""Values by year id, school id and code."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure next to that of the year before. `value` None: not shown; `known` False: not counted."""

    value: int | None
    before: int | None
    known: bool = True

    @property
    def hidden(self) -> bool:
        """Whether it was counted and is not shown."""
        return self.known and self.value is None

    @property
    def change(self) -> int | None:
        """The difference with the year before, when both are shown."""
        return change(self.value, self.before)


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: a cell per school, in the order of the reader's schools, and the board's total."""

    measure: Measure
    cells: list[Cell]
    total: Cell | None


@dataclass(frozen=True)
class Reader:
    """Which schools somebody reads figures of, and of which without anything hidden (R3, R4)."""

    schools: list[School]
    exact: frozenset[int]
    board: frozenset[int]

    @classmethod
    def of(cls, user: Any) -> "Reader":
        """Return what `user` may see; one query for the schools.

        Where a case is kept from a manager, small counts are hidden too: beside their own list they tell.
        """
        visible = schools_with(user, "monitoring.view_figures")
        exact = schools_with(user, "monitoring.view_exact_figures") - schools_kept_from(user)
        return cls(
            schools=list(School.objects.filter(pk__in=visible)),
            exact=exact,
            board=(visible - exact) | schools_with(user, "monitoring.conclude_round"),
        )

    @property
    def has_total(self) -> bool:
        """Whether there is a total to show: more than one school, read as their board."""
        return len(self.board) > 1

    def row(self, values: Values, year: SchoolYear | None, code: str) -> Row[int]:
        """Return the figures of one measure in one year by school id, and the board's total.

        A school of which nothing was counted is absent. None is not shown.
        """
        counted = self._counted(values, year, code)
        board = self._of_board(counted)
        known = self.exact & self.board
        if code in PAIR:
            whole, some = (self._of_board(self._counted(values, year, one)) for one in PAIR)
            shown = suppress_pair(whole, some, known)[PAIR.index(code)]
        else:
            shown = suppress(board, known)
        own: dict[int, int | None] = {
            pk: value for pk, value in counted.items() if pk not in self.board
        }
        return Row(shown.parts | own, shown.total if board else None)

    def _counted(self, values: Values, year: SchoolYear | None, code: str) -> dict[int, int]:
        """Return what was counted by school id, in the order in which schools serve as a cover.

        The order turns with the measure, so that it isn't always the same school.
        """
        if year is None:
            return {}
        ids = sorted(school.pk for school in self.schools)
        turn = crc32((PAIR[0] if code in PAIR else code).encode()) % max(len(ids), 1)
        keys = ((pk, (year.pk, pk, code)) for pk in ids[turn:] + ids[:turn])
        return {pk: values[key] for pk, key in keys if key in values}

    def _of_board(self, counted: dict[int, int]) -> dict[int, int]:
        return {pk: value for pk, value in counted.items() if pk in self.board}


def _cell(now: Row[int], before: Row[int], school_id: int) -> Cell:
    known = school_id in now.parts
    return Cell(now.parts.get(school_id), before.parts.get(school_id), known)


def line(
    reader: Reader, values: Values, year: SchoolYear, last: SchoolYear | None, measure: Measure
) -> Line:
    """Return one measure in `year`, next to the year before."""
    now, before = (reader.row(values, which, measure.code) for which in (year, last))
    total = Cell(now.total, before.total, bool(now.parts)) if reader.has_total else None
    return Line(measure, [_cell(now, before, school.pk) for school in reader.schools], total)


def kinds(reader: Reader, values: Values, year: SchoolYear) -> dict[str, int | None]:
    """Return the incidents of `year` by kind, of all the reader's schools together; no zeros.

    Read as a board, with small ones hidden; as the manager of the own school, exactly.
    """
    if not reader.board:
        return {
            code: count for code, count in _by_kind(values, year, reader.exact).items() if count
        }
    # What the reader knows of an own school is taken off first: it would uncover the rest.
    own = _by_kind(values, year, reader.exact & reader.board)
    rest = _by_kind(values, year, reader.board - reader.exact)
    total = reader.row(values, year, "incidents").total
    shown = breakdown(rest, None if total is None else total - sum(own.values())).parts
    if set(shown.values()) == {None}:
        return {}
    found = {code: None if value is None else value + own[code] for code, value in shown.items()}
    return {code: value for code, value in found.items() if value != 0}


def _by_kind(values: Values, year: SchoolYear, schools: frozenset[int]) -> dict[str, int]:
    return {
        code: sum(values.get((year.pk, school, code), 0) for school in schools) for code in KINDS
    }


@dataclass(frozen=True)
class Overview:
    """The page of one school year."""

    reader: Reader
    year: SchoolYear
    last: SchoolYear | None
    lines: list[Line]
    kinds: dict[str, int | None]
    rounds: list[MonitoringRound]
    computed_at: datetime | None

    @property
    def any_hidden(self) -> bool:
        """Whether the explanation of hidden figures must be given."""
        cells = [cell for line in self.lines for cell in (*line.cells, line.total) if cell]
        return any(cell.hidden for cell in cells)

    @property
    def counted(self) -> bool:
        """Whether anything was counted yet."""
        return self.computed_at is not None


def years_of(day: Any) -> list[SchoolYear]:
    """Return the school years that have begun on `day`, the newest first."""
    return list(SchoolYear.objects.filter(starts_on__lte=day).order_by("-starts_on"))


def _values(figures: QuerySet[Figure]) -> Values:
    # Not as instances: a board of 250 schools has twelve thousand figures in two years.
    rows = figures.values_list("school_year_id", "school_id", "measure", "value")
    return {(year, school, measure): value for year, school, measure, value in rows}


def overview(user: Any, year: SchoolYear, last: SchoolYear | None) -> Overview:
    """Return all figures of one year: four queries, however many schools."""
    reader = Reader.of(user)
    years = [year, last] if last else [year]
    figures = Figure.objects.visible_to(user).filter(school_year__in=years)
    values = _values(figures)
    counted = figures.filter(school_year=year).aggregate(last=Max("computed_at"))
    rounds = MonitoringRound.objects.visible_to(user).filter(school_year=year)
    return Overview(
        reader=reader,
        year=year,
        last=last,
        lines=[line(reader, values, year, last, measure) for measure in MEASURES],
        kinds=kinds(reader, values, year),
        rounds=list(rounds.select_related("school", "school_year").order_by("school__name")),
        computed_at=counted["last"],
    )


@dataclass(frozen=True)
class Course:
    """One measure through the years."""

    reader: Reader
    measure: Measure
    years: list[SchoolYear]  # the oldest first
    rows: list[Row[int]]  # one a year

    @property
    def any_hidden(self) -> bool:
        """Whether the explanation of hidden figures must be given."""
        return any(row.any_hidden for row in self.rows if row.parts)

    @property
    def schools(self) -> list[tuple[School, list[Cell]]]:
        """A row of cells per school, a cell a year."""
        empty: Row[int] = Row({}, None)
        pairs = list(zip(self.rows, [empty, *self.rows], strict=False))
        return [
            (school, [_cell(now, before, school.pk) for now, before in pairs])
            for school in self.reader.schools
        ]

    @property
    def totals(self) -> list[Cell]:
        """The board's total, a cell a year."""
        befores = [None, *(row.total for row in self.rows)]
        pairs = zip(self.rows, befores, strict=False)
        return [Cell(row.total, before, bool(row.parts)) for row, before in pairs]


def course(user: Any, code: str, years: Iterable[SchoolYear]) -> Course | None:
    """Return one measure through `years` (two queries), or None for a code that there isn't."""
    measure = BY_CODE.get(code)
    if measure is None:
        return None
    reader = Reader.of(user)
    codes = PAIR if code in PAIR else (code,)
    found = Figure.objects.visible_to(user).filter(measure__in=codes, school_year__in=list(years))
    values = _values(found)
    counted = {year_id for year_id, _school, _code in values}
    shown = sorted((one for one in years if one.pk in counted), key=lambda one: one.starts_on)
    return Course(reader, measure, shown, [reader.row(values, year, code) for year in shown])
