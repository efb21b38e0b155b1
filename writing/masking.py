"""Names of others in a text become 'another child' or 'somebody else'. Pure: words in, words out.

The text is cut into words without accents and case; the longest name that starts at a word wins, so that
the own child's full name is kept even if another child shares its surname. A first name or surname
standing alone counts only with a capital ('Wil' is a child, 'wil' is a verb), a full name always.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Final

from core.names import initials

_WORD: Final = re.compile(r"[^\W\d_]+")
_GAP: Final = re.compile(r"[\s'’\-.]{0,3}")
_PREFIXES: Final = frozenset(
    "al da de den der dos du el het la le s t te ten ter van vd von".split()  # noqa: SIM905 (shorter)
)


class Kind(Enum):
    """What a name becomes."""

    KEEP = "keep"
    CHILD = "child"
    SOMEBODY = "somebody"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose name may stand in a text. An empty call name: only the surname is known."""

    call_name: str
    last_name: str
    kind: Kind


class Part(Enum):
    """How much of a name is written."""

    FULL = "full"
    CALL = "call"
    LAST = "last"


Words = tuple[str, ...]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a name; `possessive` has the s of 'Sems fiets' at its end."""

    words: Words
    name: Words
    kind: Kind
    part: Part
    possessive: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text: from `start` up to `end`."""

    start: int
    end: int
    spelling: Spelling


@dataclass
class NameTable:
    """Every way to write the names of a school; built once for many texts."""

    _spellings: dict[Words, list[Spelling]] = field(default_factory=dict)
    _longest: dict[str, int] = field(default_factory=dict)
    _kept: set[Words] = field(default_factory=set)
    _initials: dict[Words, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, own: Iterable[Person], others: Iterable[Person]) -> "NameTable":
        """Return the table in which `own` names stay and those of `others` go."""
        table = cls()
        added: set[tuple[Words, Part]] = set()
        for person in own:
            for words, _part in _spellings(person):
                table._kept.add(words)
                table._add(words, Kind.KEEP, Part.FULL)
        for person in others:
            letters = initials(f"{person.call_name} {person.last_name}")
            for words, part in _spellings(person):
                if words not in table._kept:
                    table._initials.setdefault(words, set()).add(letters)
                    if (words, part) not in added:
                        table._add(words, person.kind, part)
                        added.add((words, part))
        return table

    def _add(self, words: Words, kind: Kind, part: Part) -> None:
        for last in {words[-1], words[-1] + "s"}:
            spelled = (*words[:-1], last)
            entry = Spelling(spelled, words, kind, part, last != words[-1])
            self._spellings.setdefault(spelled, []).append(entry)
            self._longest[spelled[0]] = max(len(spelled), self._longest.get(spelled[0], 0))

    def mask(self, text: str, *, child: str, somebody: str) -> str:
        """Return `text` with the names of others replaced by `child` or `somebody`."""
        out: list[str] = []
        done = 0
        for found in self.find(text):
            if found.spelling.kind is Kind.KEEP:
                continue
            name = child if found.spelling.kind is Kind.CHILD else somebody
            out += [text[done : found.start], _placed(text[: found.start], name)]
            done = found.end
        return "".join([*out, text[done:]])

    def find(self, text: str, *, small: bool = False) -> Iterator[Found]:
        """Yield the names in `text`, in order; the longest at each word, those to keep as well.

        `small`: a first name or surname standing alone counts without a capital too.
        """
        plain = folded(text)
        words = word_places(plain)
        at = 0
        while at < len(words):
            spelling = self._match(text, plain, words, at, small=small)
            if spelling is None:
                at += 1
                continue
            last = words[at + len(spelling.words) - 1]
            yield Found(words[at][0], last[1], spelling)
            at += len(spelling.words)

    def initials_for(self, found: Found, written: str) -> str:
        """Return what to write for a name: 'S.d.V.'; of a first name that several bear, only 'S.' (D1)."""
        known = self._initials.get(found.spelling.name, set())
        if len(known) == 1:
            letters = next(iter(known))
        else:
            letters = initials(written)
        return f"{letters}'s" if found.spelling.possessive else letters

    def _match(
        self, text: str, plain: str, words: list[Place], at: int, *, small: bool
    ) -> Spelling | None:
        """Return the longest name that starts at word `at`."""
        longest = self._longest.get(plain[slice(*words[at])], 0)
        here = words[at : at + longest]
        spelled = tuple(plain[slice(*place)] for place in here)
        for length in range(len(here), 0, -1):
            known = self._spellings.get(spelled[:length])
            if known is None or not _together(plain, here[:length]):
                continue
            capital = not text[here[length - 1][0]].islower()
            for spelling in known:
                if spelling.part is Part.FULL or capital or small:
                    return spelling
        return None


def folded(text: str) -> str:
    """Return `text` without case and accents, of the same length."""
    return "".join(_fold(character) for character in text)


def word_places(plain: str) -> list[Place]:
    """Return from where to where each word of a folded text stands."""
    return [found.span() for found in _WORD.finditer(plain)]


def written_at(plain: str, here: list[Place], words: Words) -> bool:
    """Return whether the places `here` hold `words`, with no more than a hyphen or space between."""
    if len(here) < len(words) or any(
        plain[slice(*place)] != word for place, word in zip(here, words, strict=True)
    ):
        return False
    return _together(plain, here)


def _together(plain: str, here: list[Place]) -> bool:
    return all(_GAP.fullmatch(plain[one[1] : two[0]]) for one, two in itertools.pairwise(here))


def mask_initials(text: str, initials: Iterable[str], *, somebody: str) -> str:
    """Return `text` with each of `initials` ('S.v.D.') replaced by `somebody`."""
    for listed in sorted(set(initials), key=len, reverse=True):
        letters = [letter for letter in listed.replace(" ", "").split(".") if letter]
        dotted = r"\.\s?".join(re.escape(letter) for letter in letters)
        pattern = rf"(?<![\w.]){dotted}(?:\.|(?![\w.]))(?!\w)"
        if len(letters) > 1:
            pattern += rf"|(?<!\w){re.escape(''.join(letters))}(?!\w)"
        text = re.sub(pattern, lambda found: _placed(found.string[: found.start()], somebody), text)
    return text


def _placed(before: str, words: str) -> str:
    """Return `words` with a capital if they start a sentence after `before`."""
    start = not before.strip() or before.rstrip(" ")[-1] in ".!?\n"
    return words[0].upper() + words[1:] if start else words


def _spellings(person: Person) -> Iterable[tuple[Words, Part]]:
    """Return each way to write a name as words, and which part of the name it is."""
    call, last = _words(person.call_name), _words(person.last_name)
    main = last
    while len(main) > 1 and main[0] in _PREFIXES:
        main = main[1:]
    ways: dict[Words, Part] = {}
    if call and last:
        ways[call + last] = Part.FULL
        ways[call + main] = Part.FULL
    for words, part in ((call, Part.CALL), (last, Part.LAST), (main, Part.LAST)):
        if words and len("".join(words)) > 1:
            ways.setdefault(words, part)
    return ways.items()


def _words(name: str) -> Words:
    return tuple(_WORD.findall(folded(name)))


@cache
def _fold(character: str) -> str:
    """Return one character for one: lower case, without its accent, so that places stay the same."""
    base = unicodedata.normalize("NFKD", character)[:1] or character
    lower = base.lower()
    return lower if len(lower) == 1 else base
