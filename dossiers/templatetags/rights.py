"""Words of parents' rights for templates."""

from typing import Any

from django import template

from dossiers.selectors.statements import about_in_words

register = template.Library()


@register.filter
def about_words(row: Any) -> str:
    """Return what a parent's view or request is about, in words."""
    return about_in_words(row)
