"""What the properties that incidents are counted by are called, on the page and in the file."""

from typing import Any

from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from incidents.models import Kind, Party, Place
from incidents.trends.counting import EARLY, LATE
from incidents.trends.figures import NO_GROUP


def kind(code: str) -> str:
    """Return the kind of an incident (I2)."""
    return str(Kind(code).label)


def place(code: str) -> str:
    """Return where it happened."""
    return str(Place(code).label)


def party(code: str) -> str:
    """Return who (I3)."""
    return str(Party(code).label)


def month(number: int) -> str:
    """Return the name of a month."""
    return str(MONTHS[number])


def weekday(number: int, *, short: bool = False) -> str:
    """Return the day; 1 is Monday."""
    return str((WEEKDAYS_ABBR if short else WEEKDAYS)[number - 1])


def slot(hour: int | None, *, short: bool = False) -> str:
    """Return the hour of the school day in words, or in the few letters of a drawing."""
    if short:
        return {None: "?", EARLY: "<8"}.get(hour, str(hour))
    if hour is None:
        return _("Time unknown")
    if hour == EARLY:
        return _("Before 8:00")
    if hour == LATE:
        return _("17:00 and later")
    return _("%(from)s:00–%(to)s:00") % {"from": hour, "to": hour + 1}


def group(name: str) -> str:
    """Return the name of a group."""
    return _("No group of the school") if name == NO_GROUP else name


def pair(first: Any, second: Any) -> Any:
    """Return two wordings as that of a pair of values."""
    return lambda key: (first(key[0]), second(key[1]))
