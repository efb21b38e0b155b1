"""Filters for the pages of protocols."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from protocols import wording

register = template.Library()


@register.filter
def due_words(text: str, phases: Iterable[Mapping[str, Any]]) -> str:
    """Return a due rule in words."""
    return wording.due_words(text, wording.titles_of(phases))


@register.filter
def repeat_words(text: str) -> str:
    """Return how often a step comes back."""
    return wording.repeat_words(text)
