"""The geometry of bar charts."""

import pytest
from django.template import Context, Engine
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.charts import (
    LEVELS,
    Bar,
    Chart,
    bar_chart,
    heat_map,
    horizontal_height,
    paired_chart,
)

VALUES = st.one_of(
    st.none(),
    st.integers(min_value=0, max_value=100_000),
    st.floats(min_value=0, max_value=1e6, allow_subnormal=False).map(lambda v: round(v, 3)),
)
ROWS = st.lists(st.tuples(st.text(max_size=60), VALUES), max_size=40)
EITHER = st.booleans()


def size_of(bar: Bar, chart: Chart) -> float:
    return float(bar.width if chart.horizontal else bar.height)


def tick_values(*values: float | None) -> list[float]:
    return [tick.value for tick in bar_chart([("", value) for value in values]).ticks]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], [0, 1]),
        ([0], [0, 1]),
        ([None], [0, 1]),
        ([1], [0, 1]),
        ([2, 3], [0, 1, 2, 3]),
        ([7, None, 2], [0, 2, 4, 6, 8]),
        ([5], [0, 1, 2, 3, 4, 5]),
        ([12], [0, 5, 10, 15]),
        ([30], [0, 10, 20, 30]),
        ([97], [0, 20, 40, 60, 80, 100]),
        ([1200], [0, 500, 1000, 1500]),
        ([0.3], [0, 0.1, 0.2, 0.3]),
        ([7.4], [0, 2, 4, 6, 8]),
        ([3e-15], [0, 1e-15, 2e-15, 3e-15]),
    ],
)
def test_the_axis_has_round_steps_from_zero(values: list[float], ticks: list[float]) -> None:
    assert tick_values(*values) == ticks


def test_two_standing_bars_are_where_a_hand_puts_them() -> None:
    chart = bar_chart([("2025", 5), ("2026", 10)], width=214, height=136)
    assert chart.view_box == "0 0 214 136"
    low, high = chart.bars
    # The axis takes 20 at the left ('10' and a gap), 18 above and below: a plot of 194 by 100.
    assert (low.x, low.y, low.width, low.height) == ("35.52", "68", "65.96", "50")
    assert (high.x, high.y, high.width, high.height) == ("132.52", "18", "65.96", "100")
    assert (low.label.x, low.label.y, low.label.anchor) == ("68.5", "133", "middle")
    assert (low.value_label.text, low.value_label.y) == ("5", "65")
    top = chart.ticks[-1]
    assert (top.x1, top.y1, top.x2, top.y2) == ("20", "18", "214", "18")
    assert (top.label.text, top.label.anchor) == ("10", "end")


def test_two_lying_bars_are_where_a_hand_puts_them() -> None:
    chart = bar_chart([("A", 1), ("B", 2)], width=126, height=78, horizontal=True)
    first, second = chart.bars
    # Left 13 for the name, right 13 for the value: a plot of 100 by 60.
    assert (first.x, first.y, first.width, first.height) == ("13", "4.8", "50", "20.4")
    assert (second.x, second.y, second.width, second.height) == ("13", "34.8", "100", "20.4")
    assert (second.value_label.x, second.value_label.anchor) == ("116", "start")
    assert (chart.ticks[1].x1, chart.ticks[1].y1, chart.ticks[1].y2) == ("63", "0", "60")


def test_a_suppressed_value_is_empty_and_does_not_touch_the_scale() -> None:
    chart = bar_chart([("A", 3), ("B", None)], suppressed="< 5")
    kept = chart.bars[1]
    assert kept.suppressed
    assert kept.height == "0"
    assert kept.value_label.text == "< 5"
    assert not chart.bars[0].suppressed
    assert chart.ticks == bar_chart([("A", 3), ("B", 0)]).ticks


def test_a_long_label_is_shortened_in_the_drawing_only() -> None:
    name = "Basisschool De Regenboog"
    chart = bar_chart([(name, 1)] * 10)
    assert chart.bars[0].name == name
    assert chart.bars[0].label.text == "Basissc…"
    lying = bar_chart([(name, 1)] * 10, horizontal=True, height=horizontal_height(10))
    assert lying.bars[0].label.text == name


def test_values_are_written_with_a_comma_or_as_asked() -> None:
    assert bar_chart([("", 7.25)]).bars[0].value_label.text == "7,25"
    assert bar_chart([("", 7)]).bars[0].value_label.text == "7"
    asked = bar_chart([("", 7)], write=lambda value: f"{value:.0f}%")
    assert asked.bars[0].value_label.text == "7%"
    assert asked.ticks[0].label.text == "0%"


def test_a_chart_of_no_rows_says_so() -> None:
    assert bar_chart([]).is_empty
    assert not bar_chart([("A", None)]).is_empty


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_what_is_no_length_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="'A' cannot be drawn"):
        bar_chart([("A", value)])


@pytest.mark.parametrize("horizontal", [True, False])
def test_a_chart_without_room_is_refused(horizontal: bool) -> None:
    with pytest.raises(ValueError, match="too small"):
        bar_chart([("A", 1)], width=20, height=20, horizontal=horizontal)


def test_a_dutch_template_writes_coordinates_with_a_point() -> None:
    chart = bar_chart([("A", 1), ("B", 3), ("C", 2)], width=333)
    template = Engine().from_string("{% for bar in chart.bars %}{{ bar.x }} {% endfor %}")
    with translation.override("nl"):
        written = template.render(Context({"chart": chart}))
    assert "," not in written
    assert "." in written


@given(ROWS, EITHER)
def test_bars_keep_order_and_proportion_inside_the_picture(
    rows: list[tuple[str, float | None]], horizontal: bool
) -> None:
    height = horizontal_height(len(rows)) if horizontal else 240
    chart = bar_chart(rows, height=height, horizontal=horizontal)
    assert [(bar.name, bar.value) for bar in chart.bars] == rows
    highest = chart.ticks[-1].value
    tallest = max((value or 0 for _, value in rows), default=0)
    assert chart.ticks[0].value == 0
    assert highest >= tallest
    for bar in chart.bars:
        assert float(bar.x) >= 0
        assert float(bar.y) >= 0
        assert float(bar.x) + float(bar.width) <= 640.02
        assert float(bar.y) + float(bar.height) <= height + 0.02
    sized = sorted(((bar.value or 0), size_of(bar, chart)) for bar in chart.bars)
    assert [size for _, size in sized] == sorted(size for _, size in sized)


@given(st.lists(st.integers(min_value=0, max_value=10**9), min_size=1))
def test_an_axis_of_whole_numbers_has_a_few_whole_steps(values: list[int]) -> None:
    ticks = tick_values(*values)
    assert 2 <= len(ticks) <= 6
    assert all(float(tick).is_integer() for tick in ticks)
    assert ticks[-1] >= max(values)


def test_two_years_stand_beside_each_other_on_one_scale() -> None:
    chart = paired_chart([("A", 2, 4), ("B", None, 1)])
    first, second = chart.pairs
    assert (first.now.value, first.before.value) == (2, 4)
    assert float(first.before.width) == pytest.approx(2 * float(first.now.width), abs=0.02)
    assert float(first.now.y) + float(first.now.height) < float(first.before.y)
    assert float(first.before.y) + float(first.before.height) < float(second.now.y)
    assert second.now.value_label.text == "–"
    assert (first.now.name, first.before.label.text) == ("A", "")
    assert chart.ticks[-1].value == 4


def test_no_years_are_no_pairs() -> None:
    assert paired_chart([]).pairs == ()


def test_a_heat_map_is_where_a_hand_puts_it() -> None:
    chart = heat_map(["x", "y"], ["a", "b"], [[0, 1], [5, 10]], width=113)
    # Left 13 for the names, 18 above: cells of 50 by 24, with a line of air around them.
    assert chart.view_box == "0 0 113 66"
    assert [(cell.x, cell.y) for cell in chart.cells] == [
        ("14", "19"),
        ("64", "19"),
        ("14", "43"),
        ("64", "43"),
    ]
    assert {(cell.width, cell.height) for cell in chart.cells} == {("48", "22")}
    assert [cell.level for cell in chart.cells] == [0, 1, 3, 5]
    assert [cell.label.text for cell in chart.cells] == ["0", "1", "5", "10"]
    assert [(text.x, text.text) for text in chart.columns] == [("38", "a"), ("88", "b")]


def test_what_stands_apart_in_a_heat_map_is_not_shaded() -> None:
    chart = heat_map(["x", "?"], ["a", "?"], [[2, 90], [90, 90]], width=121, apart=(1, 1))
    assert [cell.level for cell in chart.cells] == [5, 0, 0, 0]
    assert [(cell.x, cell.y) for cell in chart.cells] == [
        ("14", "19"),
        ("72", "19"),
        ("14", "51"),
        ("72", "51"),
    ]
    assert chart.view_box == "0 0 121 74"


@pytest.mark.parametrize(
    ("rows", "values", "width"),
    [(["x"], [[1], [2]], 200), (["x"], [[1, 2]], 200), (["x"], [[-1]], 200), (["x"], [[1]], 10)],
)
def test_a_heat_map_that_cannot_be_drawn_is_refused(rows, values, width: int) -> None:
    with pytest.raises(ValueError, match="heat map"):
        heat_map(rows, ["a"], values, width=width)


@given(st.lists(st.lists(st.integers(0, 500), min_size=3, max_size=3), min_size=1, max_size=15))
def test_shades_follow_the_counts_and_nothing_is_unshaded(values: list[list[int]]) -> None:
    chart = heat_map([""] * len(values), ["a", "b", "c"], values)
    assert [cell.value for cell in chart.cells] == [value for row in values for value in row]
    for cell in chart.cells:
        assert (cell.level == 0) == (cell.value == 0)
    shades = sorted((cell.value, cell.level) for cell in chart.cells)
    assert [level for _, level in shades] == sorted(level for _, level in shades)
    assert max(cell.level for cell in chart.cells) in {0, LEVELS}
