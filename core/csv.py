"""The one door to CSV: text that a spreadsheet opens as text, whoever typed it.

A cell that starts with =, +, - or @ is a formula to a spreadsheet, and may send a dossier away when the
file is opened. Here such a text gets an apostrophe in front: it stays readable, it is the sign that
spreadsheets use themselves for 'this is text', and `original` takes it off again. The signs count after
blanks, invisible characters and apostrophes too, and in their wide and small forms, since some programs
trim and fold before they look. What is no text but a number, a day or a time is written by us and stays.

The form is what a Dutch spreadsheet opens by a double click: UTF-8 with a byte order mark, semicolons,
every cell quoted, CRLF.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"
MARK: Final = "'"
_SIGNS: Final = frozenset("=+-@")
_MINUS: Final = "\u2212"  # what the raised and lowered minus fold to
_LINES: Final = ("\t", "\r", "\n")

Cell = str | int | Decimal | date | time | None


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take `text` for a formula; also one with apostrophes in front."""
    if text.lstrip(MARK).startswith(_LINES):
        return True  # some programs split or trim there, and read on as a new cell
    for character in text:
        if character == MARK or _is_blank(character):
            continue
        folded = unicodedata.normalize("NFKC", character)[:1]
        return folded in _SIGNS or folded == _MINUS
    return False


def neutral(text: str) -> str:
    """Return `text` as no program takes it for a formula, without what isn't a character of text."""
    text = "".join("\ufffd" if _is_no_text(character) else character for character in text)
    return MARK + text if is_formula(text) else text


def original(cell: str) -> str:
    """Return what was typed, from a cell that `neutral` made."""
    return cell[1:] if cell.startswith(MARK) and is_formula(cell[1:]) else cell


def of_rows(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file with a line of names and a line a row. Raises ValueError if one does not fit."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(name) for name in head])
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"a row of {len(row)} cells under {len(head)} names")
        writer.writerow([_cell(value) for value in row])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _cell(value: Cell) -> str:
    """Return a value as a Dutch spreadsheet understands it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, int | Decimal):
        return str(value).replace(".", ",")
    return neutral(str(value))


def _is_blank(character: str) -> bool:
    """Whether a program may skip it before it looks for a sign: blanks, controls and the invisible."""
    return character.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Mn", "Me"}


def _is_no_text(character: str) -> bool:
    """Whether no file of text should hold it: a control character, or half of a pair."""
    category = unicodedata.category(character)
    return category == "Cs" or (category == "Cc" and character not in _LINES)
