"""Protocol texts as data: one TOML file a protocol in protocols/library/, validated when it is read.

code = "opvang-voorval"          how runs and letters refer to it; never changes
version = 1                      higher with every change of the text
title, summary, source           what people read; `source` is the domain id (P5)
[[phases]] title                 in order
[[phases.steps]]                 in order
  code, title, explanation       what to do and how
  responsible                    "af", "manager" or "either"
  due      (optional)            a due rule, see due_rules.py; `after` names an earlier step
  repeat   (optional)            a due rule: ticked off, it comes back after this time
"""

import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from protocols import due_rules

FOLDER: Final = Path(__file__).resolve().parent / "library"
#: What a text says, and the permission whose holders are meant.
RESPONSIBLE: Final = {
    "af": "protocols.step_of_af",
    "manager": "protocols.step_of_manager",
    "either": "protocols.step_of_either",
}
TITLE_LENGTH: Final = 120
TEXT_LENGTH: Final = 1000


class LibraryError(Exception):
    """A protocol text is not right. The message names the file and the place in it."""


@dataclass(frozen=True, slots=True)
class StepText:
    """One step; `responsible` is a permission, `due` and `repeat` are due rules or empty."""

    code: str
    title: str
    explanation: str
    responsible: str
    due: str = ""
    repeat: str = ""


@dataclass(frozen=True, slots=True)
class PhaseText:
    """A part of the protocol with its steps."""

    title: str
    steps: tuple[StepText, ...]


@dataclass(frozen=True, slots=True)
class ProtocolText:
    """A whole protocol as its file says it."""

    code: str
    version: int
    title: str
    summary: str
    source: str
    phases: tuple[PhaseText, ...]

    def content(self) -> dict[str, Any]:
        """Return the phases as plain data for the database."""
        # Tuples become lists, as they come back from JSON, so that two versions can be compared.
        return {
            "phases": [
                {"title": phase.title, "steps": [asdict(step) for step in phase.steps]}
                for phase in self.phases
            ]
        }


def read_folder(folder: Path = FOLDER) -> list[ProtocolText]:
    """Return every protocol in `folder`. Raises LibraryError at the first fault, or a code used twice."""
    texts: dict[str, ProtocolText] = {}
    for path in sorted(folder.glob("*.toml")):
        text = read(path)
        if text.code in texts:
            raise LibraryError(f"{path.name}: the code '{text.code}' is used by another file too")
        texts[text.code] = text
    return list(texts.values())


def read(path: Path) -> ProtocolText:
    """Return the protocol in one file. Raises LibraryError if it can't be read or is not right."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LibraryError(f"{path.name}: {error}") from None
    return _protocol(_Table(data, path.name))


class _Table:
    """A TOML table and where it stands; every key must be asked for, and no other may be there."""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, dict):
            raise LibraryError(f"{place}: a table is expected here")
        self.data, self.place, self.asked = data, place, set[str]()

    def fail(self, words: str) -> LibraryError:
        return LibraryError(f"{self.place}: {words}")

    def text(self, key: str, limit: int = TITLE_LENGTH, *, required: bool = True) -> str:
        self.asked.add(key)
        value = self.data.get(key, "")
        if not isinstance(value, str) or len(value.strip()) > limit:
            raise self.fail(f"'{key}' must be a text of at most {limit} characters")
        if required and not value.strip():
            raise self.fail(f"'{key}' is missing")
        return value.strip()

    def number(self, key: str) -> int:
        self.asked.add(key)
        value = self.data.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fail(f"'{key}' must be a number from 1")
        return value

    def tables(self, key: str) -> list["_Table"]:
        self.asked.add(key)
        value = self.data.get(key)
        if not isinstance(value, list) or not value:
            raise self.fail(f"'{key}' must have one entry or more")
        name = key.removesuffix("s")
        return [_Table(item, f"{self.place}, {name} {n}") for n, item in enumerate(value, start=1)]

    def done(self) -> None:
        unknown = sorted(set(self.data) - self.asked)
        if unknown:
            raise self.fail(f"unknown: {', '.join(unknown)}")


def _protocol(table: _Table) -> ProtocolText:
    known: set[str] = set()
    text = ProtocolText(
        code=_code(table),
        version=table.number("version"),
        title=table.text("title"),
        summary=table.text("summary", TEXT_LENGTH),
        source=table.text("source", 20),
        phases=tuple(_phase(phase, known) for phase in table.tables("phases")),
    )
    table.done()
    return text


def _phase(table: _Table, known: set[str]) -> PhaseText:
    phase = PhaseText(
        table.text("title"), tuple(_step(step, known) for step in table.tables("steps"))
    )
    table.done()
    return phase


def _step(table: _Table, known: set[str]) -> StepText:
    responsible = table.text("responsible")
    if responsible not in RESPONSIBLE:
        raise table.fail(f"'responsible' must be one of {', '.join(sorted(RESPONSIBLE))}")
    code = _code(table)
    if code in known:
        raise table.fail(f"the step code '{code}' is used twice")
    step = StepText(
        code=code,
        title=table.text("title"),
        explanation=table.text("explanation", TEXT_LENGTH),
        responsible=RESPONSIBLE[responsible],
        due=_rule(table, "due", known),
        repeat=_rule(table, "repeat", set()),
    )
    table.done()
    known.add(code)
    return step


def _code(table: _Table) -> str:
    code = table.text("code", 40)
    try:
        due_rules.parse(f"+1 day after {code}")
    except ValueError:
        raise table.fail("'code' may hold small letters, digits and single hyphens") from None
    return code


def _rule(table: _Table, key: str, known: set[str]) -> str:
    text = table.text(key, required=False)
    if not text:
        return ""
    try:
        rule = due_rules.parse(text)
    except ValueError as error:
        raise table.fail(f"'{key}': {error}") from None
    if rule.after and rule.after not in known:
        raise table.fail(f"'{key}' counts from '{rule.after}', which is no earlier step")
    return text
