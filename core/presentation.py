"""How dates and states are shown: pure functions that the ui tags draw from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

ICONS: Final = frozenset(
    # Kept equal to the symbols of static/img/icons.svg by tests/core/test_components.py.
    [
        "add",
        "agreement",
        "back",
        "bell",
        "brand",
        "calendar",
        "chart",
        "check",
        "clock",
        "close",
        "consent",
        "current",
        "danger",
        "decide",
        "document",
        "done",
        "dossier",
        "down",
        "download",
        "edit",
        "family",
        "filter",
        "flag",
        "forward",
        "groups",
        "heard",
        "help",
        "hide",
        "history",
        "inbox",
        "incident",
        "info",
        "key",
        "language",
        "late",
        "link",
        "lock",
        "logout",
        "mail",
        "meldcode",
        "menu",
        "more",
        "next",
        "offline",
        "person",
        "phone",
        "place",
        "previous",
        "print",
        "protocol",
        "pupils",
        "remove",
        "repeat",
        "reply",
        "report",
        "school",
        "search",
        "secret",
        "seen",
        "send",
        "settings",
        "signal",
        "skipped",
        "staff",
        "steps",
        "table",
        "talk",
        "thought",
        "today",
        "todo",
        "upload",
        "waiting",
        "warning",
    ]
)

TONES: Final[Mapping[str, str]] = {
    "neutral": "todo",
    "info": "info",
    "success": "done",
    "warning": "warning",
    "danger": "danger",
    "secret": "secret",
}


class DueState(NamedTuple):
    """How a due date reads on a given day."""

    text: str
    tone: str
    icon: str


def local_day(value: date) -> date:
    """Return the calendar day of a date or (aware: local) datetime."""
    if isinstance(value, datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value


def _spoken(day: date, today: date) -> str:
    return date_format(day, "j F" if day.year == today.year else "j F Y")


def due_state(due_on: date | None, done_on: date | None, today: date) -> DueState:
    """Say in words how `due_on` stands on `today`: done, open, today or late."""
    if done_on is not None:
        late = due_on is not None and done_on > due_on
        words = _("done late on %(day)s") if late else _("done on %(day)s")
        text = words % {"day": _spoken(done_on, today)}
        return DueState(text, "warning" if late else "success", "done")
    if due_on is None:
        return DueState(_("no date set"), "neutral", "calendar")
    left = (due_on - today).days
    if left < 0:
        return DueState(_("late since %(day)s") % {"day": _spoken(due_on, today)}, "danger", "late")
    if left == 0:
        return DueState(pgettext("due", "today"), "warning", "clock")
    if left == 1:
        return DueState(pgettext("due", "tomorrow"), "warning", "clock")
    if left <= 14:
        text = ngettext("in %(days)s day", "in %(days)s days", left) % {"days": left}
        return DueState(text, "warning" if left <= 3 else "info", "clock")
    return DueState(_("by %(day)s") % {"day": _spoken(due_on, today)}, "neutral", "calendar")


def fact_kinds() -> dict[str, tuple[str, str, str]]:
    """Return icon, word and explanation of fact, hearsay and interpretation (D2)."""
    return {
        "seen": ("seen", _("Seen"), _("What somebody saw or measured.")),
        "heard": ("heard", _("Heard"), _("What somebody told. Not checked.")),
        "thought": ("thought", _("Thought"), _("What somebody makes of it. An opinion.")),
    }


def step_states() -> dict[str, tuple[str, str]]:
    """Return icon and words of each state of a step."""
    return {
        "done": ("check", _("done")),
        "current": ("current", _("you are here")),
        "todo": ("todo", _("still to do")),
        "skipped": ("skipped", _("skipped")),
        "waiting": ("waiting", _("waits")),
    }
