"""What one cell says, or in words why it can't be used."""

import re
from datetime import date, time
from typing import Final

from django.utils.translation import gettext as _

_DUTCH: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?(?:\s*(?:uur|u))?", re.IGNORECASE)
_MIDNIGHT: Final = re.compile(r"[T ]0{1,2}:00(:00)?$")
EARLIEST_YEAR: Final = 1990


class CellError(Exception):
    """This cell can't be used. The text says why, for who mends the file."""


def day(text: str, *, latest: date) -> date:
    """Return the day in `text`: dd-mm-jjjj (also with / or .) or jjjj-mm-dd, at most `latest`."""
    if not text:
        raise CellError(_("The day is missing."))
    text = _MIDNIGHT.sub("", text)
    dutch, iso = _DUTCH.fullmatch(text), _ISO.fullmatch(text)
    if dutch is None and iso is None:
        raise CellError(_("This is no day. Write it as 31-12-2025 or 2025-12-31."))
    year, month, number = dutch.group(3, 2, 1) if dutch else iso.groups()  # type: ignore[union-attr]
    try:
        found = date(int(year), int(month), int(number))
    except ValueError:
        raise CellError(_("This day does not exist.")) from None
    if found > latest:
        raise CellError(_("This day has yet to come."))
    if found.year < EARLIEST_YEAR:
        raise CellError(_("This day is too long ago. Check the year."))
    return found


def clock(text: str) -> time | None:
    """Return the time in `text`, such as 10:15, 10.15 or 10:15 uur; None when there is none."""
    if not text:
        return None
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise CellError(_("This is no time. Write it as 10:15."))
    try:
        return time(int(found.group(1)), int(found.group(2)))
    except ValueError:
        raise CellError(_("This time does not exist.")) from None


def written(text: str, *, most: int) -> str:
    """Return a text as it stood. It may be empty, but not longer than `most`."""
    if len(text) > most:
        raise CellError(
            _("This text has %(count)s characters. At most %(most)s are possible.")
            % {"count": len(text), "most": most}
        )
    if any(ord(character) < 32 and character not in "\n\t" for character in text):
        raise CellError(_("This text holds characters that cannot be saved."))
    return text


def account(text: str, *, most: int) -> str:
    """Return what happened; it may not be empty."""
    if not text:
        raise CellError(_("What happened is missing."))
    return written(text, most=most)
