"""Spellings as people type them: commas between, `*` at the end for any ending. Pure."""

import re
from typing import Final

from writing.checks import SHORTEST_STEM, STEM
from writing.masking import folded

_LETTERS: Final = re.compile(r"[^\W\d_]+")
_RIGHT: Final = re.compile(r"[\w][\w\s'’\-]*\*?")


class SpellingError(ValueError):
    """A spelling can't be looked for; `spelling` is the one, `stem` says that its stem is too short."""

    def __init__(self, spelling: str, *, stem: bool = False) -> None:
        words = "has fewer than three letters before *" if stem else "has no letters to look for"
        super().__init__(f"'{spelling}' {words}")
        self.spelling = spelling
        self.stem = stem


def split(text: str) -> list[str]:
    """Return the spellings in `text`, without case, doubles, and spaces or full stops around."""
    parts = text.replace("\n", ",").split(",")
    found = (" ".join(part.split()).lower().strip(" .!?;:") for part in parts)
    return list(dict.fromkeys(part for part in found if part))


def joined(*texts: str) -> str:
    """Return the spellings of `texts` as they are kept. Raises SpellingError for one without use."""
    found = split(", ".join(texts))
    for spelling in found:
        words = _LETTERS.findall(folded(spelling))
        if not words or not _RIGHT.fullmatch(spelling):
            raise SpellingError(spelling)
        if spelling.endswith(STEM) and len(words[-1]) < SHORTEST_STEM:
            raise SpellingError(spelling, stem=True)
    return ", ".join(found)
