"""The versions of a signal beside each other: what each says in words, and what changed between two (D6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dossiers.differences import Piece, Typed, differing, pieces
from dossiers.models import Signal, SignalVersion

_CODES: Final[dict[str, Any]] = {
    "diagnosis_qualification": SignalVersion.Qualification,
    "parents_informed": SignalVersion.Informed,
}
FIELDS: Final = (
    "occurred_on", "occurred_at", "place", "kinds", "facts", "child_words", "hearsay",
    "hearsay_source", "hearsay_consent", "interpretation", "diagnosis", "diagnosis_by",
    "diagnosis_qualification", "others", "action", "agreement", "agreement_otherwise",
    "parents_informed", "parents_informed_on", "parents_informed_how",
    "parents_not_informed_reason",
)  # fmt: skip
"""What a version says, in the order of reading."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field in which two versions differ, word by word."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed at once: `mine` as it was typed here, `theirs` the newest version."""

    name: str
    label: str
    mine: list[Piece]
    theirs: list[Piece]


def as_typed(version: SignalVersion) -> Typed:
    """Return a version as a form would send it."""
    values: Typed = {name: getattr(version, name) for name in FIELDS}
    for name in ("occurred_on", "parents_informed_on"):
        values[name] = values[name].isoformat() if values[name] else ""
    values["occurred_at"] = f"{version.occurred_at:%H:%M}" if version.occurred_at else ""
    values["hearsay_consent"] = "on" if version.hearsay_consent else ""
    return values | {"kinds": list(version.kinds)}


def changes(before: SignalVersion, after: SignalVersion) -> list[Change]:
    """Return what a version changed, field by field."""
    old, new = as_typed(before), as_typed(after)
    return [
        Change(label_of(name), pieces(in_words(name, old[name]), in_words(name, new[name])))
        for name in differing(old, new)
    ]


def with_changes(
    versions: Iterable[SignalVersion],
) -> list[tuple[SignalVersion, list[Change]]]:
    """Return the versions, newest first, each with what it changed in the one before it."""
    rows = sorted(versions, key=lambda version: version.number)
    found = [
        (version, changes(rows[place - 1], version) if place else [])
        for place, version in enumerate(rows)
    ]
    return found[::-1]


def clash(name: str, mine: Any, theirs: Any) -> Clash:
    """Return a field on which two people differ: each text with the words that only it has."""
    found = pieces(in_words(name, mine), in_words(name, theirs))
    return Clash(
        name,
        label_of(name),
        [piece for piece in found if piece.kind != "new"],
        [piece for piece in found if piece.kind != "out"],
    )


def label_of(name: str) -> str:
    """Return what a field is called."""
    if name == "kinds":
        return _("Kind")
    field: Any = SignalVersion._meta.get_field(name)
    return str(capfirst(str(field.verbose_name)))


def in_words(name: str, value: Any) -> str:
    """Return the value of a field as one reads it; what isn't a possible value stays as it was typed."""
    if name == "kinds":
        labels = dict(Signal.Kind.choices)
        return ", ".join(str(labels.get(code, code)) for code in value or [])
    if name == "hearsay_consent":
        return _("yes") if value else _("no")
    if name in _CODES:
        return str(dict(_CODES[name].choices).get(value, value))
    if name in {"occurred_on", "parents_informed_on"}:
        return _day(str(value or ""))
    return str(value or "")


def _day(text: str) -> str:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return formats.date_format(day, "j F Y") if day else text
