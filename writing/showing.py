"""Marks as a page shows them: alike ones together, in context, with the places for the button."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from writing.checks import Mark
from writing.help import NAME_REASON
from writing.kinds import NAME, NAME_LABEL, Kind

AROUND = 30
_TONES = {NAME: "warning", Kind.AVOID: "warning", Kind.DIAGNOSING: "warning"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One word or name with what is the matter; `places` are UTF-16 places, as the browser counts."""

    found: str
    before: str
    after: str
    label: str | Promise
    tone: str
    reason: str | Promise
    alternative: str
    replacement: str
    places: str
    times: int


def shown(text: str, marks: Iterable[Mark]) -> list[Shown]:
    """Return the marks as they are shown, names first, each word once."""
    together: dict[tuple[str, str], list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: (mark.kind != NAME, mark.start)):
        together.setdefault((mark.kind, mark.found), []).append(mark)
    return [_one(text, alike) for alike in together.values()]


def summary(rows: Iterable[Shown]) -> str:
    """Return in words how much there is to look at: '1 name, 3 words'."""
    rows = list(rows)
    names = sum(row.times for row in rows if row.replacement)
    words = sum(row.times for row in rows) - names
    parts = []
    if names:
        parts.append(ngettext("%(count)s name", "%(count)s names", names) % {"count": names})
    if words:
        parts.append(ngettext("%(count)s word", "%(count)s words", words) % {"count": words})
    return _(" and ").join(parts)


def _one(text: str, alike: list[Mark]) -> Shown:
    first = alike[0]
    is_name = first.kind == NAME
    return Shown(
        found=first.found,
        before=_tail(text[max(0, first.start - AROUND) : first.start], cut=first.start > AROUND),
        after=_head(text[first.end : first.end + AROUND], cut=len(text) > first.end + AROUND),
        label=NAME_LABEL if is_name else Kind(first.kind).label,
        tone=_TONES.get(first.kind, "info"),
        reason=NAME_REASON if is_name else first.reason,
        alternative=first.alternative,
        replacement=first.replacement,
        places=",".join(_place(text, mark) for mark in alike),
        times=len(alike),
    )


def _tail(text: str, *, cut: bool) -> str:
    return "… " + text.partition(" ")[2] if cut and " " in text else text


def _head(text: str, *, cut: bool) -> str:
    return text.rpartition(" ")[0] + " …" if cut and " " in text else text


def _place(text: str, mark: Mark) -> str:
    start = _units(text[: mark.start])
    return f"{start}-{start + _units(text[mark.start : mark.end])}"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
