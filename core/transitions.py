"""State machines as a table: (state, action) → state. Each app has one, and one service that uses it."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from core.errors import IllegalTransition

S = TypeVar("S", bound=Enum)
A = TypeVar("A", bound=Enum)


def next_state(table: Mapping[tuple[S, A], S], state: S, action: A) -> S:
    """Return the state after `action`. Raises IllegalTransition if the table has no such step."""
    try:
        return table[state, action]
    except KeyError:
        raise IllegalTransition(
            _("This step is not possible any more: the status has changed. Reload the page.")
        ) from None
