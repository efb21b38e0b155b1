"""Attacks on the hiding of small figures: nobody gets one back by adding and subtracting."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.suppression import SMALL, breakdown, change, suppress, suppress_pair

pytestmark = pytest.mark.postgres_free

counts_of_schools = st.lists(st.integers(0, 14), min_size=1, max_size=7)


def table(values) -> dict[int, int]:
    return dict(enumerate(values))


def possible(counts, row, key: int) -> set[int]:
    """What an attacker who adds and subtracts holds possible for a hidden part, even when told which
    of the hidden ones are small: those are 1–4, the covers 5 or more, and all fit the total shown."""
    hidden = [part for part, value in row.parts.items() if value is None]
    assert key in hidden
    if row.total is None:
        return set(SMALL)
    rest = row.total - sum(value for value in row.parts.values() if value is not None)
    others = [part for part in hidden if part != key]
    least = sum(1 if counts[part] in SMALL else 5 for part in others)
    covered = any(counts[part] not in SMALL for part in others)
    most = float("inf") if covered else 4 * len(others)
    return {value for value in SMALL if least <= rest - value <= most}


def test_large_figures_and_zeros_are_shown() -> None:
    row = suppress(table([0, 12, 5]))
    assert row.parts == {0: 0, 1: 12, 2: 5}
    assert row.total == 17
    assert not row.any_hidden


def test_a_single_small_figure_takes_another_along() -> None:
    row = suppress(table([3, 20, 9]))
    assert row.parts == {0: None, 1: None, 2: 9}
    assert row.total == 32


def test_a_cover_that_is_too_small_gets_company() -> None:
    assert suppress(table([1, 5, 9, 30])).parts == {0: None, 1: None, 2: None, 3: 30}


def test_small_figures_do_not_cover_each_other() -> None:
    assert suppress(table([4, 4, 9, 30])).parts == {0: None, 1: None, 2: None, 3: 30}


def test_where_nothing_covers_the_total_is_hidden() -> None:
    assert suppress(table([3, 0, 0])).total is None
    assert suppress(table([3])).parts == {0: None}
    assert suppress(table([1, 5])) == suppress(table([1, 6]))
    row = suppress(table([4, 4, 4]))
    assert row.total is None
    assert set(row.parts.values()) == {None}


def test_what_the_reader_knows_covers_nothing() -> None:
    assert suppress(table([2, 9, 50])).parts == {0: None, 1: None, 2: 50}
    row = suppress(table([2, 9, 50]), known=frozenset({1}))
    assert row.parts == {0: None, 1: 9, 2: None}
    both = suppress(table([2, 3]), known=frozenset({0}))
    assert both.parts == {0: 2, 1: None}
    assert both.total is None


@settings(max_examples=400, deadline=None)
@given(counts_of_schools, st.sets(st.integers(0, 6), max_size=2))
def test_total_minus_shown_leaves_every_small_value_possible(values, known) -> None:
    counts = table(values)
    row = suppress(counts, frozenset(known & set(counts)))
    for key, value in counts.items():
        if value in SMALL and key not in known:
            assert row.parts[key] is None
            assert possible(counts, row, key) == set(SMALL)
        elif row.parts[key] is not None:
            assert row.parts[key] == value
    assert row.total in (None, sum(values))


@pytest.mark.parametrize("schools", [1, 2, 3])
def test_who_knows_the_method_too_cannot_work_back_a_single_small_figure(schools: int) -> None:
    """The attacker tries every table that there may be and keeps those that look the same."""
    by_look: dict[tuple, list[tuple[int, ...]]] = {}
    for values in product(range(14), repeat=schools):
        row = suppress(table(values))
        by_look.setdefault((tuple(row.parts.values()), row.total), []).append(values)
    for (parts, _total), tables in by_look.items():
        for index, part in enumerate(parts):
            # Up to 9 is asked, up to 13 is tried: the edge of what is tried must not betray anything.
            asked = [values for values in tables if max(values) < 10]
            if part is None and any(values[index] in SMALL for values in asked):
                assert len({values[index] for values in tables}) > 1


@settings(max_examples=200, deadline=None)
@given(counts_of_schools, counts_of_schools)
def test_the_change_between_two_years_adds_nothing(this_year, last_year) -> None:
    now, before = suppress(table(this_year)), suppress(table(last_year))
    for key in now.parts:
        difference = change(now.parts[key], before.parts.get(key))
        if now.parts[key] is None or before.parts.get(key) is None:
            assert difference is None
        else:
            assert difference == now.parts[key] - before.parts[key]
    if now.total is None or before.total is None:
        assert change(now.total, before.total) is None


@settings(max_examples=300, deadline=None)
@given(counts_of_schools, st.lists(st.integers(0, 9), min_size=2, max_size=5))
def test_a_second_division_gives_no_hidden_total_away(schools, kinds) -> None:
    total = suppress(table(schools)).total
    row = breakdown(table(kinds), total)
    if total is None:
        assert set(row.parts.values()) == {None}
    for key, value in enumerate(kinds):
        if value in SMALL:
            assert row.parts[key] is None
    hidden = [key for key, value in row.parts.items() if value is None]
    assert len(hidden) != 1


pairs_of_schools = st.lists(
    st.integers(0, 14).flatmap(
        lambda whole: st.tuples(st.just(whole), st.integers(min(whole, 1), whole))
    ),
    min_size=1,
    max_size=4,
)


def fits(wholes: list[int], total: int | None, somes: list[int], some_total: int | None) -> bool:
    """Whether pupils can be divided over these signals so that the total of pupils comes out, with
    for each school what an attacker was told: it has few (1-4) or at least 5 of them."""
    most = [
        min(whole, 4) if some in SMALL else whole for whole, some in zip(wholes, somes, strict=True)
    ]
    least = [1 if some in SMALL else 5 for some in somes]
    if total is not None and sum(wholes) != total:
        return False
    if any(low > high for low, high in zip(least, most, strict=True)):
        return False
    return some_total is None or sum(least) <= some_total <= sum(most)


@settings(max_examples=300, deadline=None)
@given(pairs_of_schools)
def test_pupils_with_a_signal_are_no_bound_for_hidden_signals(pairs) -> None:
    """Pupils can't exceed signals: that gives no hidden number of signals away."""
    whole, some = table(one for one, _ in pairs), table(two for _, two in pairs)
    first, second = suppress_pair(whole, some)
    hidden = [key for key, value in first.parts.items() if value is None]
    assert hidden == [key for key, value in second.parts.items() if value is None]
    shown = [
        None
        if row.total is None
        else row.total - sum(value for value in row.parts.values() if value is not None)
        for row in (first, second)
    ]
    told = [range(1, 5) if whole[key] in SMALL else range(5, 60) for key in hidden]
    for index, key in enumerate(hidden):
        if whole[key] not in SMALL or len(hidden) > 3:
            continue
        for value in SMALL:
            free = [told[at] for at in range(len(hidden)) if at != index]
            assert any(
                fits(
                    [*rest[:index], value, *rest[index:]],
                    shown[0],
                    [some[k] for k in hidden],
                    shown[1],
                )
                for rest in product(*free)
            )
