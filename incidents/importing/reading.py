"""A CSV file as a spreadsheet writes it: bytes in, a head and numbered rows out. Cells are only text."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_ROWS: Final = 10_000
MAX_COLUMNS: Final = 60
DELIMITERS: Final = (";", ",", "\t")
ZIPPED: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class CsvError(Exception):
    """This file can't be read as a table. `message` says why, with `values` for its gaps."""

    def __init__(self, message: str | Promise, **values: object) -> None:
        super().__init__(str(message))
        self.message, self.values = message, values

    def __str__(self) -> str:
        return str(self.message) % self.values if self.values else str(self.message)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the number that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...] = field(repr=False)

    def cell(self, column: int | None) -> str:
        """Return the trimmed text of a column; nothing where there is no column."""
        return self.cells[column].strip() if column is not None else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, and the rows under them that hold anything."""

    head: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)


def read(content: bytes) -> Table:
    """Return the table in `content`: UTF-8 or Windows-1252, with ; , or tab between the cells.

    A row has the number that a spreadsheet shows: a cell with several lines is one row, an empty row
    counts but isn't returned. Raises CsvError when it is no such table or too large.
    """
    text = _decode(content)
    # A spreadsheet's own hint at its separator; it is no row, but it does count as one.
    hint = text[:6].lower().startswith("sep=")
    rows = _numbered(text, _delimiter(text.split("\n", 1)[-1] if hint else text), skip=hint)
    try:
        head = next(rows)
    except StopIteration:
        raise CsvError(_("This file is empty.")) from None
    names = tuple(name.strip() for name in head.cells)
    while names and not names[-1]:
        names = names[:-1]
    if len(names) < 2:
        raise CsvError(
            _(
                "No columns were found. Save your spreadsheet as CSV, with a semicolon or a comma"
                " between the columns and the names of the columns in the first row."
            )
        )
    if len(names) > MAX_COLUMNS:
        raise CsvError(_("This file has more than %(most)s columns."), most=MAX_COLUMNS)
    found = tuple(row for row in rows if any(cell.strip() for cell in row.cells))
    if not found:
        raise CsvError(_("There are no rows under the names of the columns."))
    if len(found) > MAX_ROWS:
        raise CsvError(
            _("This file has more than %(most)s rows. Split it into several files."), most=MAX_ROWS
        )
    return Table(names, found)


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise CsvError(
            _("This file is too large: at most %(most)s MB."), most=MAX_BYTES // 1024 // 1024
        )
    if content.startswith(ZIPPED):
        raise CsvError(_("This is the spreadsheet itself. Open it, choose 'save as' and then CSV."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CsvError(_("This is no text. Save your spreadsheet as CSV and choose UTF-8."))


def _delimiter(text: str) -> str:
    """Return what divides the first row into most cells."""

    def columns(delimiter: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []))
        except csv.Error:
            return 0

    return max(DELIMITERS, key=columns)


def _numbered(text: str, delimiter: str, *, skip: bool) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CsvError(
                _(
                    "Row %(row)s can't be read: a quotation mark is missing or stands in the wrong"
                    " place, or a cell is far too long."
                ),
                row=number,
            ) from error
        if not (skip and number == 1):
            yield Row(number, tuple(cell.replace("\r\n", "\n") for cell in cells))
