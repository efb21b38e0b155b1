"""Small figures are hidden, so that no child can be recognised in them (R4): pure functions.

A count of 1–4 is hidden (`SMALL`). With only those hidden, a total minus what is shown would give them
away; so larger counts are hidden along as a cover, and where these can't cover them the total too.

What holds afterwards, for whoever adds and subtracts everything that is shown:
* each hidden count of 1–4 could still be any of 1, 2, 3 and 4, even if one could tell it from its covers;
* so could it for somebody who knows some counts already (`known`: the manager of one of the schools);
* for somebody who knows this method besides, more than one value stays possible. That is why covers are
  taken in a fixed order and not by size: 'the smallest other one' would say how large it is at most.
Each year and each measure is judged by itself, and a change is shown only between two figures that are
both shown, so that it adds nothing to what they say (`change`).

Zero is shown: that nothing happened points at nobody.

What it can't do: the figures are live, so who compares a page with that of an hour ago may see a hidden
figure pass four; and people who each see other schools can put their pages side by side.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)

SMALL: Final = range(1, 5)


@dataclass(frozen=True, slots=True)
class Row(Generic[K]):
    """The parts of a total and the total itself, in which None means: not shown."""

    parts: dict[K, int | None]
    total: int | None

    @property
    def any_hidden(self) -> bool:
        """Whether anything of it is not shown."""
        return self.total is None or None in self.parts.values()


def suppress(counts: Mapping[K, int], known: frozenset[K] = frozenset()) -> Row[K]:
    """Return `counts` and their total with everything hidden that would give a small count away.

    `known` are parts that the reader knows from elsewhere: hiding those protects nothing, so they
    stay as they are and don't count as cover. Covers are taken in the order of `counts`.
    """
    total = sum(counts.values())
    hidden = {key for key, value in counts.items() if value in SMALL and key not in known}
    if not hidden:
        return Row(dict(counts), total)
    slack = sum(counts[key] - SMALL[0] for key in hidden)
    for key, value in counts.items():
        if value > SMALL[-1] and key not in known:
            hidden.add(key)
            slack += value - SMALL.stop
            if _covers(slack):
                return Row(_without(counts, hidden), total)
    return Row(_without(counts, hidden), None)


def _covers(slack: int) -> bool:
    """Whether all values from 1 to 4 stay possible for a small count next to a cover.

    `slack` is by how much the hidden counts together exceed the least they can be: 1 for a small
    count, 5 for a cover. One small count can take all of it, or leave it to the cover.
    """
    return slack >= SMALL[-1] - SMALL[0]


def _without(
    counts: Mapping[K, int] | Mapping[K, int | None], hidden: set[K]
) -> dict[K, int | None]:
    return {key: None if key in hidden else value for key, value in counts.items()}


def suppress_pair(
    whole: Mapping[K, int], some: Mapping[K, int], known: frozenset[K] = frozenset()
) -> tuple[Row[K], Row[K]]:
    """Return both of two measures of which one can't exceed the other (signals; pupils with one).

    A part that is hidden in one is hidden in the other: a shown one would be a bound for it. Both must
    have their parts in the same order, and be zero for the same parts.
    """
    rows = suppress(whole, known), suppress(some, known)
    hidden = {key for row in rows for key, value in row.parts.items() if value is None}
    first, second = (Row(_without(row.parts, hidden), row.total) for row in rows)
    return first, second


def breakdown(counts: Mapping[K, int], total: int | None) -> Row[K]:
    """Return a second division of a total that stands elsewhere too (incidents by kind).

    If that total is hidden, or the parts can't be shown without giving a small one away, no part is
    shown at all. Parts may overlap (an incident of two kinds), so their own sum is never shown.
    """
    row = suppress(counts)
    if total is None or row.total is None:
        return Row(dict.fromkeys(counts), total)
    return Row(row.parts, total)


def change(now: int | None, before: int | None) -> int | None:
    """Return the difference between two figures, if both are shown."""
    return None if now is None or before is None else now - before
