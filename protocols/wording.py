"""A due rule in words, for people who read a protocol."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protocols import due_rules


def amount(rule: due_rules.DueRule) -> str:
    """Return '3 weeks' and the like."""
    words = {
        "hour": ngettext("%(count)s hour", "%(count)s hours", rule.count),
        "day": ngettext("%(count)s day", "%(count)s days", rule.count),
        "workday": ngettext("%(count)s working day", "%(count)s working days", rule.count),
        "week": ngettext("%(count)s week", "%(count)s weeks", rule.count),
        "month": ngettext("%(count)s month", "%(count)s months", rule.count),
    }
    return words[rule.unit] % {"count": rule.count}


def due_words(text: str, titles: Mapping[str, str]) -> str:
    """Return a due rule in words; `titles` gives the title of each step by its code."""
    rule = due_rules.parse(text)
    if rule.after:
        step = titles.get(rule.after, rule.after)
        return _("within %(amount)s after ‘%(step)s’") % {"amount": amount(rule), "step": step}
    if rule.count == 0:
        return _("the same day")
    return _("within %(amount)s") % {"amount": amount(rule)}


def repeat_words(text: str) -> str:
    """Return how often a step comes back."""
    return _("comes back after %(amount)s") % {"amount": amount(due_rules.parse(text))}


def titles_of(phases: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the title of each step of a protocol by its code."""
    return {step["code"]: step["title"] for phase in phases for step in phase["steps"]}
