"""Text in a CSV stays text in a spreadsheet, and can be read back."""

import csv as reader
import io
import unicodedata
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import csv

pytestmark = pytest.mark.postgres_free

# Texts that are likely to be trouble: signs in any width, blanks, quotes, separators, the invisible.
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋\u2212"
BLANKS = " \t\r\n\u00a0\u3000\u200b\u200e\u202e\ufeff\u2066'"
TRICKY = st.text(alphabet=st.sampled_from(SIGNS + BLANKS + "\"';,|!A1")) | st.text()


def cells(content: bytes) -> list[list[str]]:
    """Return the lines of a file as a spreadsheet splits them."""
    text = content.decode("utf-8-sig")
    return list(reader.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def folded(text: str) -> str:
    """Return a text as the most lenient program would look at it."""
    wide = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    return "".join(
        sign
        for sign in wide
        if not sign.isspace() and unicodedata.category(sign) not in {"Cc", "Cf"}
    )


@given(st.lists(st.tuples(TRICKY, TRICKY)))
@example([('=HYPERLINK("http://example.invalid")', "a;b\r\n=1+1")])
def test_what_was_typed_comes_back_and_no_cell_is_a_formula(rows: list[tuple[str, str]]) -> None:
    lines = cells(csv.of_rows(["een", "=twee"], rows))
    assert lines[0] == ["een", "'=twee"]
    assert len(lines) == len(rows) + 1
    for line, row in zip(lines[1:], rows, strict=True):
        for cell, typed in zip(line, row, strict=True):
            assert not cell.startswith(tuple("=+-@\t\r\n"))
            assert folded(cell)[:1] not in {*"=+-@"} or cell.startswith("'")
            expected = "".join("\ufffd" if csv._is_no_text(sign) else sign for sign in typed)
            assert csv.original(cell) == expected


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\u3000", "\u200b", "\ufeff", "\u202e", "'"])
def test_sign_in_any_width_after_any_blank_is_made_harmless(before: str, sign: str) -> None:
    assert csv.neutral(f"{before}{sign}1+1").startswith("'")


@pytest.mark.parametrize("start", ["\t", "\r", "\n", "\r\n"])
def test_text_that_starts_on_another_line_is_made_harmless(start: str) -> None:
    assert csv.neutral(f"{start}tekst") == f"'{start}tekst"


@pytest.mark.parametrize(
    "plain", ["", "Kwam zonder jas.", "'s Ochtends moe.", "1 + 1 = 2", "مرحبا", "👩‍👧"]
)
def test_plain_text_is_left_alone(plain: str) -> None:
    assert csv.neutral(plain) == plain


def test_numbers_days_and_times_of_our_own_stay_what_they_are() -> None:
    row: list[csv.Cell] = [-3, Decimal("-2.5"), date(2026, 3, 9), time(8, 5), None]
    content = csv.of_rows([f"kolom {number}" for number in range(len(row))], [row])
    assert cells(content)[1] == ["-3", "-2,5", "09-03-2026", "08:05", ""]


def test_file_is_what_a_dutch_spreadsheet_opens_by_itself() -> None:
    content = csv.of_rows(["Dag", "Wat"], [["maandag", 'zei "nee"; ging weg']])
    assert content == '\ufeff"Dag";"Wat"\r\n"maandag";"zei ""nee""; ging weg"\r\n'.encode()


def test_half_a_pair_and_a_null_become_the_sign_for_unknown() -> None:
    assert csv.neutral("a\x00b\ud800c") == "a\ufffdb\ufffdc"


def test_row_that_does_not_fit_the_names_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells under 1"):
        csv.of_rows(["een"], [["a", "b"]])
