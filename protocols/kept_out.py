"""From whom a run is kept: rooms in which a protocol is started register how to find it (P2).

Row-level security keeps the run itself from them; mail asks here.
"""

from collections.abc import Callable
from typing import Any

_keepers: list[Callable[[Any], frozenset[int]]] = []


def register(keeper: Callable[[Any], frozenset[int]]) -> None:
    """Register a function that takes the id of a run and returns accounts."""
    _keepers.append(keeper)


def people_kept_from(run_id: Any) -> frozenset[int]:
    """Return the accounts that hear nothing of this run."""
    return frozenset().union(*(keeper(run_id) for keeper in _keepers))
