"""What waits for a person: the `due_items` of every app, joined and put in order of time.

An app tells what waits in its own module `due.py`; apps without one have nothing that waits.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from core.due import DueItem

_NEAR = timedelta(days=7)
_Source = Callable[[Any], Sequence[DueItem]]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of time with what is due in it, the most pressing first."""

    code: str
    title: Promise
    tone: str
    icon: str
    items: list[DueItem] = field(default_factory=list)


@lru_cache(maxsize=1)
def _sources() -> tuple[_Source, ...]:
    found: list[_Source] = []
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "due"):
            module = import_module(f"{config.name}.due")
            if hasattr(module, "due_items"):
                found.append(module.due_items)
    return tuple(found)


def section_of(item: DueItem, day: date) -> str:
    """Return the code of the section in which `item` stands on `day`.

    What is urgent or late comes first. Without a date it counts as due today: as soon as possible.
    """
    if item.urgent or (item.due_on is not None and item.due_on < day):
        return "late"
    if item.due_on is None or item.due_on == day:
        return "today"
    return "near" if item.due_on <= day + _NEAR else "later"


def _in_order(items: Iterator[DueItem]) -> list[DueItem]:
    return sorted(
        items, key=lambda item: (not item.urgent, item.due_on or date.min, item.title, item.url)
    )


def sections(items: Sequence[DueItem], day: date) -> list[Section]:
    """Return the sections that hold something, with `items` divided over them as on `day`."""
    made = [
        Section("late", _("Urgent or late"), "danger", "late"),
        Section("today", _("Today"), "warning", "today"),
        Section("near", _("Within 7 days"), "info", "calendar"),
        Section("later", _("Later"), "neutral", "clock"),
    ]
    for section in made:
        mine = (item for item in items if section_of(item, day) == section.code)
        section.items.extend(_in_order(mine))
    return [section for section in made if section.items]


def agenda_for(user: Any, day: date) -> list[Section]:
    """Return what waits for `user` on `day`. Each app takes a constant number of queries for it."""
    return sections([item for source in _sources() for item in source(user)], day)
