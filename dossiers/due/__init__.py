"""What waits for a person in the dossiers, a constant number of queries."""

from typing import Any

from core.due import DueItem
from dossiers.due import disclosure, looking, rights, talks, work
from schools.grants import granted
from schools.scope import schools_with

SOURCES = (rights.items, work.items, looking.items, disclosure.items, talks.items)
"""Each room's own items; a room adds its function here."""


def due_items(user: Any) -> list[DueItem]:
    """Return what `user` has to do in dossiers today and in the coming week."""
    if not schools_with(user, "dossiers.open_dossier") and not granted(user, "view_dossier"):
        return []  # the board's pages ask nothing of a table about children (R4)
    return [item for items in SOURCES for item in items(user)]
