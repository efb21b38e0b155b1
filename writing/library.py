"""The words of the library as data: library/words.toml, validated when it is read; its head says its form.

The code of a word is its term as a slug: a board's version of it holds on to that.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.text import slugify

from writing.checks import Listed
from writing.kinds import Kind
from writing.models import CODE_LENGTH, LIST_LENGTH, REASON_LENGTH, TERM_LENGTH
from writing.spellings import SpellingError, joined, split

FILE: Final = Path(__file__).resolve().parent / "library" / "words.toml"
_LIMITS: Final = {
    "term": TERM_LENGTH,
    "forms": LIST_LENGTH,
    "unless": LIST_LENGTH,
    "reason": REASON_LENGTH,
    "alternative": REASON_LENGTH,
}
_NEEDED: Final = ("term", "reason")


class LibraryError(Exception):
    """The list of words is not right. The message names the file, the kind and the word."""


@dataclass(frozen=True, slots=True)
class WordText:
    """A word as the file says it."""

    code: str
    kind: str
    term: str
    forms: str
    unless: str
    reason: str
    alternative: str

    def values(self) -> dict[str, str]:
        """Return what a version of the word holds, apart from its code."""
        names = ("kind", "term", "forms", "unless", "reason", "alternative")
        return {name: getattr(self, name) for name in names}

    def listed(self) -> Listed:
        """Return it as the checker takes it."""
        return Listed(
            kind=self.kind,
            spellings=(*split(self.term), *split(self.forms)),
            reason=self.reason,
            alternative=self.alternative,
            unless=tuple(split(self.unless)),
        )


def read(path: Path = FILE) -> list[WordText]:
    """Return the words in the file. Raises LibraryError at the first fault, or a spelling used twice."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LibraryError(f"{path.name}: {error}") from None
    unless = _unless(data.pop("unless", {}), path.name)
    unknown = sorted(set(data) - set(Kind.values))
    if unknown:
        raise LibraryError(f"{path.name}: unknown: {', '.join(unknown)}")
    words: list[WordText] = []
    for kind, rows in data.items():
        if not isinstance(rows, list):
            raise LibraryError(f"{path.name}, {kind}: a list of words is expected here")
        words += [
            _word(row, kind, f"{path.name}, {kind} {n}", unless.get(kind, ""))
            for n, row in enumerate(rows, start=1)
        ]
    _no_doubles(words, path.name)
    return words


def _unless(data: Any, place: str) -> dict[str, str]:
    right = isinstance(data, dict) and all(isinstance(text, str) for text in data.values())
    if not right or set(data) - set(Kind.values):
        raise LibraryError(f"{place}, unless: a text for each kind is expected here")
    return {kind: text.strip() for kind, text in data.items()}


def _word(row: Any, kind: str, place: str, unless: str) -> WordText:
    if not isinstance(row, dict):
        raise LibraryError(f"{place}: a table is expected here")
    if set(row) - set(_LIMITS):
        raise LibraryError(f"{place}: unknown: {', '.join(sorted(set(row) - set(_LIMITS)))}")
    for name in _NEEDED:
        if not row.get(name):
            raise LibraryError(f"{place}: '{name}' is missing")
    for name, value in row.items():
        if not isinstance(value, str) or len(value) > _LIMITS[name]:
            raise LibraryError(f"{place}: '{name}' must be a text of at most {_LIMITS[name]}")
    if not row["reason"].rstrip().endswith("."):
        raise LibraryError(f"{place}: 'reason' must be a sentence, with a full stop")
    code = slugify(row["term"])
    if not code or len(code) > CODE_LENGTH:
        raise LibraryError(f"{place}: 'term' must have letters")
    try:
        exceptions = joined(*filter(None, (unless, row.get("unless", ""))))
        return WordText(
            code=code,
            kind=kind,
            term=joined(row["term"]),
            forms=joined(row.get("forms", "")),
            unless=exceptions,
            reason=row["reason"].strip(),
            alternative=row.get("alternative", "").strip(),
        )
    except SpellingError as error:
        raise LibraryError(f"{place}: {error}") from None


def _no_doubles(words: list[WordText], place: str) -> None:
    codes: set[str] = set()
    seen: dict[str, str] = {}
    for word in words:
        if word.code in codes:
            raise LibraryError(f"{place}: the term '{word.term}' is there twice")
        codes.add(word.code)
        for spelling in word.listed().spellings:
            if spelling in seen:
                raise LibraryError(
                    f"{place}: '{spelling}' is both of '{seen[spelling]}' and of '{word.term}'"
                )
            seen[spelling] = word.term
