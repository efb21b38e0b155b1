"""Names of others in a text become 'another child' or 'somebody else'. Pure: words in, words out.

The text is cut into words without accents and case; the longest name that starts at a word wins, so that
the own child's full name is kept even if another child shares its surname. A first name or surname
standing alone counts only with a capital ('Wil' is a child, 'wil' is a verb), a full name always.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

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


Words = tuple[str, ...]


@dataclass
class NameTable:
    """Every way to write the names of a school, by first word; built once for many texts."""

    _by_first: dict[str, list[tuple[Words, Kind, bool]]] = field(default_factory=dict)
    _kept: set[Words] = field(default_factory=set)

    @classmethod
    def of(cls, own: Iterable[Person], others: Iterable[Person]) -> "NameTable":
        """Return the table in which `own` names stay and those of `others` go."""
        table = cls()
        for person in own:
            for words, _alone in _spellings(person):
                table._kept.add(words)
                table._add(words, Kind.KEEP, alone=False)
        for person in others:
            for words, alone in _spellings(person):
                if words not in table._kept:
                    table._add(words, person.kind, alone=alone)
        for entries in table._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        return table

    def _add(self, words: Words, kind: Kind, *, alone: bool) -> None:
        for last in {words[-1], words[-1] + "s"}:
            spelled = (*words[:-1], last)
            self._by_first.setdefault(spelled[0], []).append((spelled, kind, alone))

    def mask(self, text: str, *, child: str, somebody: str) -> str:
        """Return `text` with the names of others replaced by `child` or `somebody`."""
        plain = "".join(_fold(character) for character in text)
        words = [(found.start(), found.end()) for found in _WORD.finditer(plain)]
        out: list[str] = []
        done, at = 0, 0
        while at < len(words):
            length, kind = self._match(text, plain, words, at)
            if kind in (Kind.CHILD, Kind.SOMEBODY):
                start = words[at][0]
                name = child if kind is Kind.CHILD else somebody
                out += [text[done:start], _placed(text[:start], name)]
                done = words[at + length - 1][1]
            at += max(length, 1)
        return "".join([*out, text[done:]])

    def _match(
        self, text: str, plain: str, words: list[tuple[int, int]], at: int
    ) -> tuple[int, Kind | None]:
        """Return how many words the longest name at word `at` has, and what becomes of it."""
        first = plain[slice(*words[at])]
        for spelled, kind, alone in self._by_first.get(first, ()):
            here = words[at : at + len(spelled)]
            if len(here) < len(spelled) or any(
                plain[slice(*place)] != word for place, word in zip(here, spelled, strict=True)
            ):
                continue
            gaps = itertools.pairwise(here)
            if any(not _GAP.fullmatch(plain[one[1] : two[0]]) for one, two in gaps):
                continue
            if alone and text[here[-1][0]].islower():
                continue
            return len(spelled), kind
        return 0, None


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


def _spellings(person: Person) -> Iterable[tuple[Words, bool]]:
    """Return each way to write a name as words, and whether it is a part of the name standing alone."""
    call, last = _words(person.call_name), _words(person.last_name)
    main = last
    while len(main) > 1 and main[0] in _PREFIXES:
        main = main[1:]
    ways: dict[Words, bool] = {}
    if call and last:
        ways[call + last] = False
        ways[call + main] = False
    for part in (call, last, main):
        if part and len("".join(part)) > 1:
            ways.setdefault(part, True)
    return ways.items()


def _words(name: str) -> Words:
    return tuple(_WORD.findall("".join(_fold(character) for character in name)))


def _fold(character: str) -> str:
    """Return one character for one: lower case, without its accent, so that places stay the same."""
    base = unicodedata.normalize("NFKD", character)[:1] or character
    lower = base.lower()
    return lower if len(lower) == 1 else base
