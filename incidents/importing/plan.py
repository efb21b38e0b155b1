"""What a file would bring into the register: each row as an incident, or what is wrong with it.

Worked out without a query and without a write. No pupil is recognised by a name: a wrong child would be
worse than none, so who was involved stays the text that it was (I1).

A row is recognised in a later file by its day and its account: so the same file is recognised with its
columns chosen otherwise, and a row whose result was filled in meanwhile too. Several rows with the same
day and account are told apart by their order.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Final

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import NARRATIVE_LIMIT
from incidents.importing import cells
from incidents.importing.cells import CellError
from incidents.importing.columns import ACCIDENT, CHOICES, LABELS, YES, Field, Mapping, plain
from incidents.importing.reading import Row, Table
from incidents.models import Party

ACCOUNT_MOST: Final = NARRATIVE_LIMIT - 4000
"""Leaves room for what is put under the account: who reported it, the attachments, what was done."""
INVOLVED_MOST, WORD_MOST, REPORTER_MOST, ATTACHMENTS_MOST = 500, 200, 200, 1000
RESULT_MOST: Final = 2000
WHOLE_ROW: Final = gettext_lazy("Whole row")
VALUE_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell. `name` is None for a row as a whole."""

    row: int
    name: Field | None
    value: str = field(repr=False)
    reason: str

    @property
    def label(self) -> Promise:
        """What the field is called for people."""
        return LABELS[self.name] if self.name else WHOLE_ROW


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One row as it would stand in the register. `marks`: by which it is recognised, the first is kept."""

    row: int
    occurred_on: date
    occurred_at: time | None
    place: str
    kind: str
    by_whom: str
    against_whom: str
    handled: bool
    account: str = field(repr=False)
    place_detail: str = field(repr=False)
    others: str = field(repr=False)
    result: str = field(repr=False)
    marks: tuple[str, ...] = field(default=(), repr=False)

    @property
    def accident(self) -> bool:
        """Whether nobody meant it (I2)."""
        return self.kind == ACCIDENT

    @property
    def kind_label(self) -> Any:
        """Its kind in words."""
        return dict(CHOICES[Field.KIND])[self.kind]

    @property
    def place_label(self) -> Any:
        """Its place in words."""
        return dict(CHOICES[Field.PLACE])[self.place]


@dataclass(slots=True)
class Plan:
    """What a file would do. `twice`: rows that stand in it a second time, with the row of the first."""

    planned: list[Planned] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    twice: dict[int, int] = field(default_factory=dict)

    @property
    def wrong_rows(self) -> int:
        """How many rows hold a fault."""
        return len({fault.row for fault in self.faults})


def make_plan(table: Table, mapping: Mapping, *, school_id: int, now: datetime) -> Plan:
    """Return what `table` would bring in, with `mapping`, at the moment `now` (Europe/Amsterdam)."""
    plan, first, told = Plan(), dict[tuple[str, ...], int](), Counter[str]()
    for row in table.rows:
        cut = tuple(cell.strip() for cell in row.cells)
        if cut in first:
            plan.twice[row.number] = first[cut]
            continue
        first[cut] = row.number
        made, faults = _Reader(row, len(table.head), mapping, now).planned()
        plan.faults += faults
        if made is not None and not faults:
            same = _same(school_id, made.occurred_on, row.cell(mapping.columns[Field.ACCOUNT]))
            told[same] += 1
            plan.planned.append(_marked(made, f"{same}|{told[same]}"))
    return plan


def _same(school_id: int, day: date, account: str) -> str:
    return f"{school_id}|{day.isoformat()}|{plain(account)}"


def _marked(made: Planned, same: str) -> Planned:
    # With a key: whoever holds the database alone can't try whether some text is an account in it. An
    # earlier key still recognises what was imported under it.
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    marks = (
        salted_hmac("incidents.import", same, secret=secret, algorithm="sha256").hexdigest()
        for secret in secrets
    )
    return replace(made, marks=tuple(marks))


class _Reader:
    """Reads the cells of one row, and gathers what is wrong with each."""

    def __init__(self, row: Row, width: int, mapping: Mapping, now: datetime) -> None:
        self.row, self.width, self.mapping, self.now = row, width, mapping, now
        self.faults: list[Fault] = []

    def planned(self) -> tuple[Planned | None, list[Fault]]:
        """Return the row as an incident (None if it can't be one), and its faults."""
        if not self._fits():
            return None, self.faults
        day = self._read(Field.DAY, cells.day, latest=self.now.date())
        at = self._read(Field.TIME, cells.clock)
        if day == self.now.date() and at and at > self.now.time():
            self._fault(Field.TIME, _("This time has yet to come."))
        words = {name: self._word(name) for name in CHOICES}
        texts = {name: self._read(name, reader, most=most) for name, reader, most in _TEXTS}
        if self.faults or day is None:
            return None, self.faults
        return self._made(day, at, words, texts), []

    def _fits(self) -> bool:
        found = len(self.row.cells)
        more = any(cell.strip() for cell in self.row.cells[self.width :])
        if found >= self.width and not more:
            return True
        values = {"found": found, "wanted": self.width}
        reason = (
            _("This row has %(found)s columns, the first row has %(wanted)s. Is there a separator in a"
              " text without quotation marks?")
            if more
            else _("This row has %(found)s columns, the first row has %(wanted)s.")
        )  # fmt: skip
        self.faults.append(Fault(self.row.number, None, self.row.cells[0].strip(), reason % values))
        return False

    def _cell(self, name: Field) -> str:
        return self.row.cell(self.mapping.columns.get(name))

    def _fault(self, name: Field, reason: str) -> None:
        self.faults.append(Fault(self.row.number, name, self._cell(name), reason))

    def _read(self, name: Field, reader: Callable[..., Any], **limits: Any) -> Any:
        try:
            return reader(self._cell(name), **limits)
        except CellError as error:
            self._fault(name, str(error))
            return None

    def _word(self, name: Field) -> str:
        """Return our word; nothing when the column isn't there, or (with a fault) when it isn't known."""
        text = self._cell(name)
        needed = name in {Field.KIND, Field.PLACE}
        if len(text) > WORD_MOST:
            self._read(name, cells.written, most=WORD_MOST)
        elif not text and needed:
            missing = {
                Field.KIND: _("The kind is missing."), Field.PLACE: _("The place is missing."),
            }  # fmt: skip
            self._fault(name, missing[name])
        elif text and not self.mapping.meant(name, text):
            self._fault(name, _("You have not chosen yet what this word means."))
        return self.mapping.meant(name, text)

    def _made(
        self, day: date, at: time | None, words: dict[Field, str], texts: dict[Field, str]
    ) -> Planned:
        accident = words[Field.KIND] == ACCIDENT
        handled = self._handled(words, texts)
        return Planned(
            row=self.row.number,
            occurred_on=day,
            occurred_at=at,
            place=words[Field.PLACE],
            kind=words[Field.KIND],
            by_whom="" if accident else words[Field.BY_WHOM] or Party.UNKNOWN,
            against_whom="" if accident else words[Field.AGAINST_WHOM] or Party.UNKNOWN,
            handled=handled,
            account="\n".join([texts[Field.ACCOUNT], *self._beneath(texts, handled)]),
            place_detail=self._own_word(Field.PLACE),
            others=texts[Field.INVOLVED],
            result=texts[Field.RESULT],
        )

    def _handled(self, words: dict[Field, str], texts: dict[Field, str]) -> bool:
        if self.mapping.all_handled or words[Field.HANDLED] == YES:
            return True
        # Without a column that says so, a result is what tells that it was handled.
        return Field.HANDLED not in self.mapping.columns and bool(texts[Field.RESULT])

    def _own_word(self, name: Field) -> str:
        """Return the word of the file, unless it is the same as ours."""
        ours = dict(CHOICES[name]).get(self.mapping.meant(name, self._cell(name)), "")
        return "" if plain(str(ours)) == plain(self._cell(name)) else self._cell(name)

    def _beneath(self, texts: dict[Field, str], handled: bool) -> Iterator[str]:
        """What has no field of its own stands under the account, so that nothing is lost."""
        told = {
            _("Kind in the earlier register: %(text)s"): self._own_word(Field.KIND),
            _("Reported by: %(text)s"): texts[Field.REPORTER],
            _("Attachments: %(text)s"): texts[Field.ATTACHMENTS],
            _("Done already: %(text)s"): "" if handled else texts[Field.RESULT],
        }
        lines = [line % {"text": text} for line, text in told.items() if text]
        return iter(["", *lines] if lines else [])


_TEXTS: Final[tuple[tuple[Field, Callable[..., str], int], ...]] = (
    (Field.ACCOUNT, cells.account, ACCOUNT_MOST),
    (Field.INVOLVED, cells.written, INVOLVED_MOST),
    (Field.REPORTER, cells.written, REPORTER_MOST),
    (Field.ATTACHMENTS, cells.written, ATTACHMENTS_MOST),
    (Field.RESULT, cells.written, RESULT_MOST),
)
