"""Marks in a text: words of a list, and names of others. Pure: text, words and names in, marks out.

Words between quotation marks are somebody's own words (D1): only names are marked there. A name that is
also an ordinary word counts by its capital and its place in the sentence; where that is no proof, it is
not marked: the help must be quiet to be read.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from writing import asides
from writing.kinds import NAME
from writing.masking import (
    Found,
    Kind,
    NameTable,
    Part,
    Place,
    Words,
    folded,
    word_places,
    written_at,
)

_LETTERS: Final = re.compile(r"[^\W\d_]+")
_SENTENCE_STARTS: Final = frozenset('.!?:\n"“”„‘«»(•*-–—')
STEM: Final = "*"
SHORTEST_STEM: Final = 3
LONGEST_STEM: Final = 60
NEAR: Final = 60
"""How many words before and after a word can make it right: a sentence without an end has limits."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A word of the list. Each of `spellings` and `unless` may be several words, and end with `*`."""

    kind: str
    spellings: tuple[str, ...]
    reason: str
    alternative: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands from `start` up to `end`. Only a name has a `replacement`: its initials."""

    start: int
    end: int
    kind: str
    found: str
    reason: str = ""
    alternative: str = ""
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text with the places of its words, quotations and sentences."""

    plain: str
    places: list[Place]
    quoted: list[Place]
    sentences: list[Place]

    @classmethod
    def of(cls, text: str) -> "_Reading":
        plain = folded(text)
        return cls(plain, word_places(plain), asides.quotations(text), asides.sentences(text))


@dataclass(frozen=True, slots=True)
class _Spelling:
    words: Words
    is_stem: bool

    @classmethod
    def of(cls, text: str) -> "_Spelling":
        return cls(tuple(_LETTERS.findall(folded(text))), text.strip().endswith(STEM))

    def at(self, reading: "_Reading", at: int) -> bool:
        """Return whether it is written at word `at`."""
        plain, here = reading.plain, reading.places[at : at + len(self.words)]
        if not self.is_stem:
            return written_at(plain, here, self.words)
        if len(here) < len(self.words):
            return False
        *before, last = here
        cut = last[0] + len(self.words[-1])
        if cut > last[1]:
            return False
        return written_at(plain, [*before, (last[0], cut)], self.words)


@dataclass
class WordTable:
    """A list of words by first word, built once for many texts."""

    _by_first: dict[str, list[tuple[_Spelling, Listed]]] = field(default_factory=dict)
    _stems: dict[str, list[tuple[_Spelling, Listed]]] = field(default_factory=dict)
    _unless: dict[Listed, tuple[_Spelling, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Iterable[Listed]) -> "WordTable":
        """Return the table of `words`; a spelling without letters is left out."""
        table = cls()
        for word in words:
            for spelling in map(_Spelling.of, word.spellings):
                if spelling.words:
                    lone_stem = spelling.is_stem and len(spelling.words) == 1
                    rows = table._stems if lone_stem else table._by_first
                    rows.setdefault(spelling.words[0], []).append((spelling, word))
            table._unless[word] = tuple(map(_Spelling.of, word.unless))
        return table

    def find(self, text: str) -> Iterator[Mark]:
        """Yield the marks on listed words outside quotations, in order, none over another."""
        reading = _Reading.of(text)
        at = 0
        while at < len(reading.places):
            found = self._match(reading, at)
            if found is None:
                at += 1
                continue
            spelling, word = found
            last = reading.places[at + len(spelling.words) - 1]
            start, end = reading.places[at][0], last[1]
            yield Mark(start, end, word.kind, text[start:end], word.reason, word.alternative)
            at += len(spelling.words)

    def _match(self, reading: "_Reading", at: int) -> tuple[_Spelling, Listed] | None:
        first = reading.plain[slice(*reading.places[at])]
        rows = list(self._by_first.get(first, ()))
        for length in range(min(len(first), LONGEST_STEM), SHORTEST_STEM - 1, -1):
            rows += self._stems.get(first[:length], ())
        if not rows or _around(reading.places[at][0], reading.quoted):
            return None
        for spelling, word in sorted(rows, key=lambda row: -len(row[0].words)):
            if spelling.at(reading, at) and not self._excused(word, reading, at):
                return spelling, word
        return None

    def _excused(self, word: Listed, reading: "_Reading", at: int) -> bool:
        """Return whether the sentence holds one of the words that make this one right."""
        exceptions = self._unless[word]
        sentence = _around(reading.places[at][0], reading.sentences) if exceptions else None
        if sentence is None:
            return False
        first = bisect_left(reading.places, (sentence[0], 0))
        last = bisect_left(reading.places, (sentence[1], 0))
        last = min(last, at + NEAR)
        return any(
            exception.words and exception.at(reading, n)
            for n in range(max(first, at - NEAR), last)
            for exception in exceptions
        )


def check(text: str, words: WordTable, names: NameTable) -> list[Mark]:
    """Return the marks of `text` in order, none over another; a name goes before a word."""
    marks = [
        Mark(
            start=found.start,
            end=found.end,
            kind=NAME,
            found=text[found.start : found.end],
            replacement=names.initials_for(found, text[found.start : found.end]),
        )
        for found in names.find(text)
        if _is_meant(text, found)
    ]
    taken = [(mark.start, mark.end) for mark in marks]
    marks += [
        mark
        for mark in words.find(text)
        if not (_around(mark.start, taken) or _around(mark.end - 1, taken))
    ]
    return sorted(marks, key=lambda mark: mark.start)


def replaced(text: str, marks: Iterable[Mark]) -> str:
    """Return `text` with the replacement of each mark that has one; the rest is untouched."""
    out, done = [], 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        if mark.replacement and mark.start >= done:
            out += [text[done : mark.start], mark.replacement]
            done = mark.end
    return "".join([*out, text[done:]])


def _is_meant(text: str, found: Found) -> bool:
    """Return whether a name of somebody else is meant here, and not an ordinary word or a colleague."""
    spelling = found.spelling
    if spelling.kind is Kind.KEEP:
        return False
    written = text[found.start : found.end]
    call = spelling.name[0]
    if spelling.part is Part.FULL:
        return not (written.islower() and call in asides.ORDINARY)
    before = folded(asides.word_before(text, found.start))
    if before in asides.COLLEAGUES:
        return False
    first = _starts_sentence(text, found.start)
    if spelling.part is Part.LAST:
        return before in asides.TITLES or (
            not first and len(spelling.words) > 1 and written[0].isupper()
        )
    if not first or call not in asides.ORDINARY:
        return True
    if call in asides.NEVER_FIRST:
        return False
    return call not in asides.UNSURE or folded(asides.word_after(text, found.end)) in asides.VERBS


def _starts_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\r")
    return not before or before[-1] in _SENTENCE_STARTS


def _around(at: int, spans: list[Place]) -> Place | None:
    """Return which of `spans` (sorted, none over another) holds the place `at`, if any."""
    n = bisect_right(spans, (at, len(spans) and spans[-1][1])) - 1
    return spans[n] if n >= 0 and spans[n][0] <= at < spans[n][1] else None
