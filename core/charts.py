"""Bar charts and heat maps as geometry: what to draw where, for an SVG template to write out.

One picture for browser, print and PDF, without a script. A pure function: no request, no database,
no words of its own. Every page shows the numbers in a table below the chart as well, so the drawing
leaves out what does not fit and shortens labels; ``Bar.name`` has the label in full.

Coordinates are strings with a decimal point: a template would write the number 12.5 in Dutch as
'12,5', which is two coordinates to SVG.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

Row = tuple[str, float | None]
"""Label and value; None for a value that may not be shown because the count is too small."""

Anchor = Literal["start", "middle", "end"]

_TEXT_HEIGHT: Final = 12.0
_CHARACTER: Final = 7.0  # what a letter of 12 units takes at most in a sans-serif face, on average
_GAP: Final = 6.0
_BAR_SHARE: Final = 0.68
_WIDEST_BAR: Final = 72.0
_STEPS: Final = (1.0, 2.0, 5.0, 10.0)
_PAIR_HEIGHT: Final = 42
_CLOSER: Final = 5.0  # by how much the second bar of a pair stands nearer to the first
_CELL_HEIGHT: Final = 24.0
_APART: Final = 8.0
LEVELS: Final = 5  # shades of a heat map above 'nothing'


@dataclass(frozen=True)
class Text:
    """A piece of text: `anchor` is SVG's text-anchor, `y` its baseline."""

    x: str
    y: str
    text: str
    anchor: Anchor


@dataclass(frozen=True)
class Tick:
    """A line across the plot at a round value, with that value beside it."""

    value: float
    x1: str
    y1: str
    x2: str
    y2: str
    label: Text


@dataclass(frozen=True)
class Bar:
    """A row of the data: a rectangle, its label at the axis and its value at its end."""

    name: str
    value: float | None
    x: str
    y: str
    width: str
    height: str
    label: Text
    value_label: Text

    @property
    def suppressed(self) -> bool:
        """Whether the value is kept back; the rectangle is then empty."""
        return self.value is None


@dataclass(frozen=True)
class Chart:
    """All that a template needs; ``view_box`` is the value of the svg attribute of that name."""

    view_box: str
    horizontal: bool
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is no row at all, so that the page says so instead of drawing."""
        return not self.bars


def bar_chart(
    rows: Sequence[Row],
    *,
    width: int = 640,
    height: int = 240,
    horizontal: bool = False,
    suppressed: str = "–",
    write: Callable[[float], str] | None = None,
) -> Chart:
    """The chart of `rows`, from left to right or, when `horizontal`, from top to bottom.

    Horizontal bars leave room for long labels, such as names of schools; ``horizontal_height``
    tells how high such a chart is best. `suppressed` stands where a value is kept back, `write`
    writes a value for people (default: as short as it goes, with a decimal comma). The axis starts
    at 0 and is scaled by the values shown only, so it gives nothing of a kept value away.

    Raises ValueError for a value that is negative or no number, and for a chart too small to draw.
    """
    for name, value in rows:
        if value is not None and not (math.isfinite(value) and value >= 0):
            raise ValueError(f"the value of {name!r} cannot be drawn as a bar: {value}")
    scale = _scale([value for _, value in rows if value is not None])
    drawing = _Drawing(width, height, rows, scale, suppressed, write or _plain)
    bars, ticks = drawing.lying() if horizontal else drawing.standing()
    return Chart(f"0 0 {width} {height}", horizontal, bars, ticks)


@dataclass(frozen=True)
class Pair:
    """A row of a paired chart: what it is now, and what it was before."""

    now: Bar
    before: Bar


@dataclass(frozen=True)
class PairedChart:
    """Lying bars in twos, for this year beside the year before."""

    view_box: str
    pairs: tuple[Pair, ...]
    ticks: tuple[Tick, ...]


def paired_chart(
    rows: Sequence[tuple[str, float | None, float | None]],
    *,
    width: int = 340,
    missing: str = "–",
) -> PairedChart:
    """The chart of `rows`: label, value now, value before; both on one scale.

    `missing` stands where there is no value (yet). Raises ValueError as ``bar_chart`` does.
    """
    bars = [bar for name, now, before in rows for bar in ((name, now), ("", before))]
    height = _PAIR_HEIGHT * max(len(rows), 1) + 32
    chart = bar_chart(bars, width=width, height=height, horizontal=True, suppressed=missing)
    pairs = zip(chart.bars[::2], chart.bars[1::2], strict=True)
    return PairedChart(
        chart.view_box,
        tuple(Pair(now, _raised(before, _CLOSER)) for now, before in pairs),
        chart.ticks,
    )


def _raised(bar: Bar, by: float) -> Bar:
    text = replace(bar.value_label, y=_n(float(bar.value_label.y) - by))
    return replace(bar, y=_n(float(bar.y) - by), value_label=text)


@dataclass(frozen=True)
class HeatCell:
    """A cell of a heat map: `level` is its shade, from 0 (nothing) up to LEVELS."""

    value: int
    level: int
    x: str
    y: str
    width: str
    height: str
    label: Text


@dataclass(frozen=True)
class HeatMap:
    """Rows × columns of counts; each cell has its number written in it, so that shade isn't all."""

    view_box: str
    rows: tuple[Text, ...]
    columns: tuple[Text, ...]
    cells: tuple[HeatCell, ...]


def heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[int]],
    *,
    width: int = 372,
    apart: tuple[int, int] = (0, 0),
) -> HeatMap:
    """The heat map of `values`, a list a row; shades run up to the highest value.

    So many of the last rows and columns as `apart` says stand beyond a gap and are not shaded: they
    are of another order than the rest ('unknown'). Raises ValueError for a negative value, for values
    that don't fit the names, and for a picture too small to draw.
    """
    if len(values) != len(rows) or any(len(row) != len(columns) for row in values):
        raise ValueError("a heat map needs a value for each row and column")
    if any(value < 0 for row in values for value in row):
        raise ValueError("a heat map shows counts, not negative numbers")
    shaded = len(rows) - apart[0], len(columns) - apart[1]
    highest = max((max(row[: shaded[1]], default=0) for row in values[: shaded[0]]), default=0)
    names = min(max((len(name) for name in rows), default=0) * _CHARACTER, width * 0.4)
    left, top = names + _GAP, _TEXT_HEIGHT + _GAP
    cell = (width - left - _beyond(apart[1])) / max(len(columns), 1)
    if cell <= 2:
        raise ValueError(f"{width} is too small for this heat map")
    across = [left + cell * at + _beyond(at >= shaded[1]) for at in range(len(columns))]
    down = [top + _CELL_HEIGHT * at + _beyond(at >= shaded[0]) for at in range(len(rows))]
    cells = []
    for row, numbers in enumerate(values):
        for column, value in enumerate(numbers):
            scale = highest if row < shaded[0] and column < shaded[1] else 0
            cells.append(_heat_cell(across[column], down[row], cell, value, scale))
    height = top + _CELL_HEIGHT * len(rows) + _beyond(apart[0])
    # Names of columns are in smaller letters than those that _short counts with.
    heads = [_short(name, cell * 12 / 11) for name in columns]
    line = _CELL_HEIGHT / 2 + _TEXT_HEIGHT / 3
    return HeatMap(
        f"0 0 {width} {_n(height)}",
        tuple(
            _text(names, y + line, _short(name, names), "end")
            for name, y in zip(rows, down, strict=True)
        ),
        tuple(
            _text(x + cell / 2, _TEXT_HEIGHT, head, "middle")
            for head, x in zip(heads, across, strict=True)
        ),
        tuple(cells),
    )


def _beyond(apart: int) -> float:
    return _APART if apart else 0


def _heat_cell(x: float, y: float, width: float, value: int, highest: int) -> HeatCell:
    level = math.ceil(LEVELS * value / highest) if highest else 0
    number = _text(x + width / 2, y + _CELL_HEIGHT / 2 + _TEXT_HEIGHT / 3, str(value), "middle")
    return HeatCell(value, level, *_box(x + 1, y + 1, width - 2, _CELL_HEIGHT - 2), number)


def horizontal_height(count: int) -> int:
    """The height in which `count` horizontal bars and the axis under them are easy to read."""
    return 28 * max(count, 1) + 32


def _scale(values: Sequence[float]) -> tuple[float, ...]:
    """From 0 up to at least the highest value in 2 to 5 equal steps of 1, 2 or 5 times a ten.

    Whole numbers get whole steps: nobody counts half a pupil.
    """
    highest = max(values, default=0) or 1
    tens = 10.0 ** math.floor(math.log10(highest / 5))
    step = next(step * tens for step in _STEPS if step * tens * 5 >= highest * (1 - 1e-9))
    if all(float(value).is_integer() for value in values):
        step = max(step, 1.0)
    count = math.ceil(highest / step - 1e-9)
    # Rounded, since 3 * 0.1 is not 0.3 and this is written beside the line.
    return tuple(float(f"{step * number:.12g}") for number in range(count + 1))


@dataclass(frozen=True)
class _Drawing:
    width: int
    height: int
    rows: Sequence[Row]
    scale: tuple[float, ...]
    suppressed: str
    write: Callable[[float], str]

    def standing(self) -> tuple[tuple[Bar, ...], tuple[Tick, ...]]:
        left = self._widest([self.write(value) for value in self.scale]) + _GAP
        top, bottom = _TEXT_HEIGHT + _GAP, self.height - _TEXT_HEIGHT - _GAP
        slot, unit = self._share(self.width - left), self._unit(bottom - top)
        bars = []
        for index, (name, value) in enumerate(self.rows):
            middle, size = left + slot * (index + 0.5), (value or 0) * unit
            thick = min(slot * _BAR_SHARE, _WIDEST_BAR)
            under = _text(middle, self.height - _GAP / 2, _short(name, slot), "middle")
            over = _text(middle, bottom - size - _GAP / 2, self._written(value), "middle")
            box = _box(middle - thick / 2, bottom - size, thick, size)
            bars.append(Bar(name, value, *box, under, over))
        ticks = []
        for value in self.scale:
            y = bottom - value * unit
            label = _text(left - _GAP, y + _TEXT_HEIGHT / 3, self.write(value), "end")
            ticks.append(Tick(value, _n(left), _n(y), _n(self.width), _n(y), label))
        return tuple(bars), tuple(ticks)

    def lying(self) -> tuple[tuple[Bar, ...], tuple[Tick, ...]]:
        names = min(self._widest([name for name, _ in self.rows]), self.width * 0.4)
        left, bottom = names + _GAP, self.height - _TEXT_HEIGHT - _GAP
        room = self._widest([self._written(value) for _, value in self.rows]) + _GAP
        slot, unit = self._share(bottom), self._unit(self.width - left - room)
        bars = []
        for index, (name, value) in enumerate(self.rows):
            middle, size = slot * (index + 0.5), (value or 0) * unit
            thick, line = min(slot * _BAR_SHARE, _WIDEST_BAR), middle + _TEXT_HEIGHT / 3
            beside = _text(left - _GAP, line, _short(name, names), "end")
            behind = _text(left + size + _GAP / 2, line, self._written(value), "start")
            box = _box(left, middle - thick / 2, size, thick)
            bars.append(Bar(name, value, *box, beside, behind))
        ticks = []
        for value in self.scale:
            x = left + value * unit
            label = _text(x, self.height - _GAP / 2, self.write(value), "middle")
            ticks.append(Tick(value, _n(x), _n(0), _n(x), _n(bottom), label))
        return tuple(bars), tuple(ticks)

    def _share(self, length: float) -> float:
        return length / max(len(self.rows), 1)

    def _unit(self, length: float) -> float:
        if length <= 0:
            raise ValueError(f"{self.width} by {self.height} is too small for this chart")
        return length / self.scale[-1]

    def _written(self, value: float | None) -> str:
        return self.suppressed if value is None else self.write(value)

    def _widest(self, texts: Sequence[str]) -> float:
        return max((len(text) for text in texts), default=0) * _CHARACTER


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _short(text: str, room: float) -> str:
    """As much of `text` as fits in `room` units, with an ellipsis for what does not."""
    fits = max(int(room / _CHARACTER), 1)
    return text if len(text) <= fits else f"{text[: fits - 1].rstrip()}…"


def _text(x: float, y: float, text: str, anchor: Anchor) -> Text:
    return Text(_n(x), _n(y), text, anchor)


def _box(x: float, y: float, width: float, height: float) -> tuple[str, str, str, str]:
    return _n(x), _n(y), _n(width), _n(height)


def _n(number: float) -> str:
    """A coordinate: at most two decimals, a point, no trailing zeros, no minus zero."""
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
