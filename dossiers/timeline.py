"""What stands in the chronology of a dossier: a registry, so that higher rooms add their own.

Imports run one way, so `dossiers` can't ask the register of incidents. A room registers a source in
the `ready()` of its app: which records of a pupil exist for whom (by its own `visible_to`), on which
day they stand, who wrote them, and two templates, for the screen and for paper. All sources together
are one query for the places and a constant number a source for what is shown of a page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import F, QuerySet
from django.utils.functional import Promise

from accounts.models import User
from schools.models import Pupil

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Cells:
    """What one record says in the columns of a table; its day, writer and kind of entry are known."""

    at: time | None = None
    kinds: str = ""
    text: str = ""
    child_words: str = ""
    hearsay: str = ""
    hearsay_source: str = ""
    interpretation: str = ""
    action: str = ""
    agreed: str = ""
    due: date | None = None
    parents_view: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of entry. Its records have a UUID as primary key.

    `rows(pupil, user)` says what exists for the reader, without joins; `full(rows)` adds what the
    templates read. `day` is a date, `moment` orders entries of one day, `author` is the id of an account.
    `template` draws it on the screen (context: `record`, `anchor`), `paper` in print and PDF (`record`).
    `cells` says it in a table, and reads what `prefetch` names.
    """

    kind: str
    label: Promise
    rows: Callable[[Pupil, User], Rows]
    full: Callable[[Rows], Rows]
    template: str
    paper: str
    day: Any
    author: str = "author_id"
    moment: str = "created_at"
    cells: Callable[[Any], Cells] = lambda record: Cells()
    prefetch: tuple[str, ...] = ()

    @property
    def by(self) -> Any:
        """The author as an expression."""
        return F(self.author)


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Add a kind of entry to every chronology. Raises ValueError for a kind that is there already."""
    if source.kind in _sources:
        raise ValueError(f"the chronology has {source.kind} already")
    _sources[source.kind] = source


def source_of(kind: str) -> Source:
    """Return a source by its kind. Raises KeyError for a kind that no room registers."""
    return _sources[kind]


def sources() -> list[Source]:
    """Return every source, in the order in which rooms registered them."""
    return list(_sources.values())
