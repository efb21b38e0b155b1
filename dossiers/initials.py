"""Others in a record, by initials only (D1): 'M., S.v.D.'. Pure functions, no Django but the texts."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

WRONG = _(
    "Name others by initials only, with a full stop after each letter and a comma between people: "
    "M., S.v.D. No first names and no surnames."
)
LIMIT: Final = 300

_BETWEEN: Final = re.compile(r"[,;&/\n]|\s(?:en|and)\s")
_LETTER: Final = r"(?:IJ|Ij|ij|[^\W\d_])"
_INITIALS: Final = re.compile(rf"(?:{_LETTER}\.\s?){{1,6}}")
_ONE_LETTER: Final = re.compile(rf"{_LETTER}")


def parse(text: str) -> list[str]:
    """Return the initials that `text` lists, each as 'S.v.D.'. Raises ValueError if one is a name."""
    found = []
    for part in _BETWEEN.split(text):
        piece = part.strip()
        if not piece:
            continue
        if _ONE_LETTER.fullmatch(piece):
            piece += "."
        if not _INITIALS.fullmatch(piece) or len(piece) > 20:
            raise ValueError("not initials")
        found.append(piece.replace(" ", ""))
    return found


def tidy(text: str) -> str:
    """Return the list as it is kept: 'M., S.v.D.'. Raises ValueError as `parse` does."""
    return ", ".join(dict.fromkeys(parse(text)))
