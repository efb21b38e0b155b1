"""Why an entry has to stay, whatever a parent asks (A3): rooms that rest on it register a check."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise

_checks: list[tuple[Callable[[Any], bool], Promise]] = []


def register(rests_on: Callable[[Any], bool], reason: Promise) -> None:
    """Let an entry for which `rests_on` is true not be erased, for `reason` in words for the staff."""
    _checks.append((rests_on, reason))


def why_kept(entry: Any) -> str:
    """Return why this signal, contact or report can't be erased, or '' if it can."""
    return next((str(reason) for rests_on, reason in _checks if rests_on(entry)), "")
