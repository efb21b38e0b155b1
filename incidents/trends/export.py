"""The figures as CSV, with small counts hidden, because a file leaves the school (R4).

Incidents and accidents are each divided by themselves, and each division is one of the total that stands
in the file: their sum is not in it, nor a figure that two divisions share (place by hour would be one).
So what `core.suppression` promises of one division holds for the file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from operator import attrgetter
from typing import Any, Final

from django.utils.translation import gettext as _

from core import csv
from core.suppression import breakdown, suppress
from incidents.models import Kind, Party, Place
from incidents.trends import wording
from incidents.trends.counting import SLOTS
from incidents.trends.figures import MONTHS, NO_GROUP, Both, Key, Trends

_WEEK: Final = range(1, 8)


@dataclass(frozen=True)
class Division:
    """A total divided: what it is called, over which keys, in which words (one or two), and the figures."""

    title: str
    keys: Sequence[Key]
    words: Callable[[Any], tuple[str, str]]
    figures: dict[Key, Both] = field(default_factory=dict)


def as_csv(found: Trends) -> bytes:
    """Return the file: a line a figure, this year beside the year before."""
    head = [_("Figure"), _("Of what"), _("And of what"), found.year.label, found.year.before.label]
    return csv.of_rows(head, rows_of(found))


def rows_of(found: Trends) -> Iterator[list[csv.Cell]]:
    """Yield the lines; a hidden figure is 'not shown'."""
    yield from _universe(_("Incidents"), found.total(accident=False), _of_incidents(found))
    yield from _universe(_("Accidents"), found.total(accident=True), _of_accidents(found))


def _universe(title: str, total: Both, divisions: Sequence[Division]) -> Iterator[list[csv.Cell]]:
    hidden = _("not shown")
    # Zeros don't count: the total is what the year had, and is itself too few to show at 1–4.
    now, before = (suppress({title: number}).total for number in (total.now, total.before))
    yield [title, _("Total"), "", _cell(now, hidden), _cell(before, hidden)]
    for one in divisions:
        years = [
            breakdown(_of_year(one, year), shown).parts
            for year, shown in (("now", now), ("before", before))
        ]
        for key in one.keys:
            cells = [_cell(year[key], hidden) for year in years]
            yield [one.title, *one.words(key), *cells]


def _of_year(one: Division, year: str) -> dict[Key, int]:
    return {key: attrgetter(year)(one.figures.get(key, Both())) for key in one.keys}


def _cell(value: int | None, hidden: str) -> csv.Cell:
    return hidden if value is None else value


def _of_incidents(found: Trends) -> list[Division]:
    parties = list(product(Party.values, Party.values))
    hours = list(product(_WEEK, SLOTS))
    both, moment = (
        wording.pair(wording.party, wording.party),
        wording.pair(wording.weekday, wording.slot),
    )
    return [
        Division(_("Incidents by kind"), Kind.values, _one(wording.kind), found.by("kind")),
        Division(_("Incidents by place"), Place.values, _one(wording.place), found.by("place")),
        Division(_("Incidents by month"), MONTHS, _one(wording.month), found.by("month")),
        _by_group(_("Incidents by group"), found.by_group()),
        Division(
            _("Incidents: from whom and toward whom"),
            parties,
            both,
            found.by("by_whom", "against_whom"),
        ),
        Division(_("Incidents: weekday and hour"), hours, moment, found.by("weekday", "slot")),
    ]


def _of_accidents(found: Trends) -> list[Division]:
    places, months = (found.by(name, accident=True) for name in ("place", "month"))
    return [
        Division(_("Accidents by place"), Place.values, _one(wording.place), places),
        Division(_("Accidents by month"), MONTHS, _one(wording.month), months),
        _by_group(_("Accidents by group"), found.by_group(accident=True)),
    ]


def _by_group(title: str, figures: dict[Key, Both]) -> Division:
    return Division(title, [*figures] or [NO_GROUP], _one(wording.group), figures)


def _one(word: Callable[[Any], str]) -> Callable[[Any], tuple[str, str]]:
    return lambda key: (word(key), "")
