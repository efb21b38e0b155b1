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

    def at(self, reading: _Reading, at: int) -> bool:
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
class _Index:
    """Spellings by their first word or stem, each with what it belongs to."""

    first: dict[str, list[tuple[_Spelling, Listed]]] = field(default_factory=dict)
    stems: dict[str, list[tuple[_Spelling, Listed]]] = field(default_factory=dict)

    def add(self, spelling: _Spelling, word: Listed) -> None:
        if spelling.words:
            lone_stem = spelling.is_stem and len(spelling.words) == 1
            rows = self.stems if lone_stem else self.first
            rows.setdefault(spelling.words[0], []).append((spelling, word))

    def at(self, reading: _Reading, at: int) -> list[tuple[_Spelling, Listed]]:
        """Return what is written at word `at`, the longest first."""
        first = reading.plain[slice(*reading.places[at])]
        rows = list(self.first.get(first, ()))
        if self.stems:
            for length in range(min(len(first), LONGEST_STEM), SHORTEST_STEM - 1, -1):
                rows += self.stems.get(first[:length], ())
        found = [row for row in rows if row[0].at(reading, at)]
        return sorted(found, key=lambda row: -len(row[0].words))


@dataclass
class WordTable:
    """A list of words, built once for many texts."""

    _words: _Index = field(default_factory=_Index)
    _unless: dict[Listed, _Index] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Iterable[Listed]) -> "WordTable":
        """Return the table of `words`; a spelling without letters is left out."""
        table = cls()
        for word in words:
            for text in word.spellings:
                table._words.add(_Spelling.of(text), word)
            for text in word.unless:
                exceptions = table._unless.setdefault(word, _Index())
                exceptions.add(_Spelling.of(text), word)
        return table

    def find(self, text: str) -> Iterator[Mark]:
        """Yield the marks on listed words outside quotations, in order, none over another."""
        reading = _Reading.of(text)
        excused: dict[tuple[Listed, Place], bool] = {}
        at = 0
        while at < len(reading.places):
            found = self._match(reading, at, excused)
            if found is None:
                at += 1
                continue
            spelling, word = found
            last = reading.places[at + len(spelling.words) - 1]
            start, end = reading.places[at][0], last[1]
            yield Mark(start, end, word.kind, text[start:end], word.reason, word.alternative)
            at += len(spelling.words)

    def _match(
        self, reading: _Reading, at: int, excused: dict[tuple[Listed, Place], bool]
    ) -> tuple[_Spelling, Listed] | None:
        rows = self._words.at(reading, at)
        if not rows or _around(reading.places[at][0], reading.quoted):
            return None
        sentence = _around(reading.places[at][0], reading.sentences) or (0, 0)
        for spelling, word in rows:
            if word not in self._unless:
                return spelling, word
            if (word, sentence) not in excused:
                excused[word, sentence] = self._is_excused(word, reading, sentence)
            if not excused[word, sentence]:
                return spelling, word
        return None

    def _is_excused(self, word: Listed, reading: _Reading, sentence: Place) -> bool:
        """Return whether the sentence holds one of the words that make this one right."""
        first, last = (bisect_left(reading.places, (place, 0)) for place in sentence)
        return any(self._unless[word].at(reading, n) for n in range(first, last))


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
    marks += [mark for mark in words.find(text) if not _meets(mark, taken)]
    return sorted(marks, key=lambda mark: mark.start)


def replaced(text: str, marks: Iterable[Mark]) -> str:
    """Return `text` with the replacement of each mark that has one; the rest is untouched."""
    out, done = [], 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        if mark.replacement and mark.start >= done:
            # 'S.d.V.' at the end of a sentence has its full stop already.
            stop = text[mark.end : mark.end + 1] == "." and mark.replacement.endswith(".")
            out += [text[done : mark.start], mark.replacement[:-1] if stop else mark.replacement]
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


def _meets(mark: Mark, spans: list[Place]) -> bool:
    """Return whether the mark lies over one of `spans` (sorted, none over another)."""
    n = bisect_left(spans, (mark.start, 0))
    before = n > 0 and spans[n - 1][1] > mark.start
    return before or (n < len(spans) and spans[n][0] < mark.end)
