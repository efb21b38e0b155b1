"""What differs between two texts, and what two writers changed: pure, no database (D6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.differences import Piece, merge, pieces, same

pytestmark = pytest.mark.postgres_free


def test_words_that_changed_beside_each_other_are_one_change() -> None:
    assert pieces("Hij maakte de helft van de taak.", "Hij maakte een derde van de taak.") == [
        Piece("same", "Hij maakte "),
        Piece("out", "de helft"),
        Piece("new", "een derde"),
        Piece("same", " van de taak."),
    ]


def test_nothing_is_what_differs_from_the_same_and_everything_from_nothing() -> None:
    assert pieces("Zonder jas.", "Zonder jas.") == [Piece("same", "Zonder jas.")]
    assert pieces("", "Zonder jas.") == [Piece("new", "Zonder jas.")]
    assert pieces("Zonder jas.", "") == [Piece("out", "Zonder jas.")]
    assert pieces("", "") == []


@given(st.text(), st.text())
def test_what_is_left_without_the_marks_is_each_of_the_two_texts(one: str, other: str) -> None:
    found = pieces(one, other)
    kept = "".join("".join(piece.text.split()) for piece in found if piece.kind != "new")
    came = "".join("".join(piece.text.split()) for piece in found if piece.kind != "out")
    assert (kept, came) == ("".join(one.split()), "".join(other.split()))


def test_a_text_as_long_as_may_be_is_compared_line_by_line() -> None:
    one = "\n".join(f"regel {number} van de tekst" for number in range(900))
    found = pieces(one, one.replace("regel 450 ", "regel vierhonderdvijftig "))
    assert [piece.text.strip() for piece in found if piece.kind == "new"] == [
        "regel vierhonderdvijftig van de tekst"
    ]


BASE = {"facts": "Een", "place": "Klas", "kinds": ["care", "home"], "action": ""}


def test_what_only_the_other_one_changed_is_taken_over() -> None:
    met = merge({**BASE, "facts": "Mijn"}, BASE, {**BASE, "place": "Plein", "kinds": ["care"]})
    assert met.values == {**BASE, "facts": "Mijn", "place": "Plein", "kinds": ["care"]}
    assert (met.taken, met.clashes) == (["place", "kinds"], [])


def test_what_both_changed_stays_as_i_typed_it_and_is_told() -> None:
    met = merge({**BASE, "facts": "Mijn"}, BASE, {**BASE, "facts": "Hun"})
    assert met.values["facts"] == "Mijn"
    assert (met.taken, met.clashes) == ([], ["facts"])


def test_the_same_change_of_both_is_none() -> None:
    both = {**BASE, "facts": "Zelfde\r\nregel"}
    met = merge(both, BASE, {**BASE, "facts": "Zelfde\nregel"})
    assert (met.taken, met.clashes) == ([], [])


@given(*[st.fixed_dictionaries({name: st.sampled_from("abc") for name in "xyz"})] * 3)
def test_nobodys_change_is_lost_in_silence(
    typed: dict[str, str], base: dict[str, str], newest: dict[str, str]
) -> None:
    met = merge(typed, base, newest)
    for name in base:
        kept = met.values[name]
        if typed[name] != base[name]:
            assert kept == typed[name]  # my change stays
        else:
            assert kept == newest[name]  # theirs is taken over
        if kept != newest[name] and newest[name] != base[name]:
            assert name in met.clashes


def test_the_order_of_kinds_and_the_ends_of_lines_are_no_difference() -> None:
    assert same(["b", "a"], ["a", "b"])
    assert same("een\r\ntwee ", "een\ntwee")
    assert not same(["a"], [])
