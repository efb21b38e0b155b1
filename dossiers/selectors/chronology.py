"""The chronology of a dossier: one timeline of everything in it that the reader may see. No writes.

One query reads the places of all entries (kind, day, writer, id; no narrative), however many there
are. Filters, years, counts and the picture are made from those; records are read for one page only.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, Value
from django.utils.formats import date_format

from accounts.models import User
from core.workdays import school_year_label, today
from dossiers.timeline import Source, source_of, sources
from schools.models import Pupil

ENTRIES_A_PAGE = 25  # 200 at once take most of a second to draw, and nobody reads them on a phone
MONTHS = 12
_KINDS = ArrayField(CharField())


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands, without what is in it. `kinds` are those of a signal (D5)."""

    kind: str
    day: date
    moment: datetime
    key: uuid.UUID
    author: int | None
    kinds: tuple[str, ...]

    @property
    def year(self) -> str:
        """The school year of its day, such as 2026-2027."""
        return school_year_label(self.day)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a reader chose to see: codes and ids, which may stand in an address. Empty is everything."""

    kind: str = ""
    signal_kind: str = ""
    year: str = ""
    author: int | None = None

    def fits(self, place: Place) -> bool:
        """Whether an entry belongs to the choice. A kind of signal leaves signals only."""
        return (
            self.kind in ("", place.kind)
            and (not self.signal_kind or self.signal_kind in place.kinds)
            and self.year in ("", place.year)
            and self.author in (None, place.author)
        )

    def codes(self) -> dict[str, str]:
        """Return what was chosen by the names of the address, without what was not."""
        found = {
            "kind": self.kind,
            "signal_kind": self.signal_kind,
            "year": self.year,
            "author": str(self.author or ""),
        }
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in the chronology, with the source that knows its templates."""

    source: Source
    day: date
    record: Any

    @property
    def kind(self) -> str:
        """The code of its kind."""
        return self.source.kind

    @property
    def year(self) -> str:
        """The school year of its day, such as 2026-2027."""
        return school_year_label(self.day)

    @property
    def template(self) -> str:
        """The template that draws it on the screen."""
        return self.source.template

    @property
    def paper(self) -> str:
        """The template that draws it in print and PDF."""
        return self.source.paper

    @property
    def anchor(self) -> str:
        """Its place on the page, for links to it."""
        return f"e-{self.record.pk}"


@dataclass(frozen=True, slots=True)
class Year:
    """The entries of a school year, newest first (D3: looking back over the years)."""

    label: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Chronology:
    """All places of a dossier that the reader may see, newest first, and the part that was chosen."""

    pupil: Pupil
    reader: User
    places: tuple[Place, ...]
    chosen: tuple[Place, ...]
    narrowing: Narrowing = field(default_factory=Narrowing)

    def narrowed(self, narrowing: Narrowing) -> "Chronology":
        """Return the same chronology with another part of it chosen."""
        chosen = tuple(place for place in self.places if narrowing.fits(place))
        return Chronology(self.pupil, self.reader, self.places, chosen, narrowing)

    def page(self, number: str | None = None, entry: str | None = None) -> Page[Entry]:
        """Return a page of what was chosen; with `entry`, the page on which that record stands."""
        pages: Any = Paginator(
            self.chosen, ENTRIES_A_PAGE
        )  # counts places; a page has their records
        if entry and not number:
            number = str(self._page_with(entry))
        found = pages.get_page(number)
        return Page(self.entries(list(found)), found.number, pages)

    def entries(self, places: Sequence[Place]) -> list[Entry]:
        """Return the records at `places`, in that order: a constant number of queries a kind."""
        records: dict[tuple[str, uuid.UUID], Any] = {}
        for kind in {place.kind for place in places}:
            source = source_of(kind)
            keys = [place.key for place in places if place.kind == kind]
            for record in source.full(source.rows(self.pupil, self.reader).filter(pk__in=keys)):
                records[kind, record.pk] = record
        # What went away since the places were read (a lost role) is left out.
        return [
            Entry(source_of(place.kind), place.day, records[place.kind, place.key])
            for place in places
            if (place.kind, place.key) in records
        ]

    def years(self) -> list[tuple[str, int]]:
        """Return each school year with entries and how many fit the rest of the choice, newest first."""
        rest = Narrowing(
            self.narrowing.kind, self.narrowing.signal_kind, author=self.narrowing.author
        )
        counted = Counter(place.year for place in self.places if rest.fits(place))
        return sorted(counted.items(), reverse=True)

    def months(self) -> list[dict[str, Any]]:
        """Return how many entries were chosen in each month: of the chosen year, else the last twelve."""
        counted = Counter((place.day.year, place.day.month) for place in self.chosen)
        return [
            {"label": date_format(date(year, month, 1), "b y"), "value": counted[year, month]}
            for year, month in self._span()
        ]

    def authors(self) -> list[User]:
        """Return who wrote in this dossier, by name: one query."""
        keys = {place.author for place in self.places if place.author}
        return sorted(User.objects.filter(pk__in=keys), key=lambda user: (str(user), user.pk))

    def kinds(self) -> list[Source]:
        """Return the kinds of entry that occur here."""
        there = {place.kind for place in self.places}
        return [source for source in sources() if source.kind in there]

    def signal_kinds(self) -> set[str]:
        """Return the kinds of signal that occur here (D5)."""
        return {kind for place in self.places for kind in place.kinds}

    def _page_with(self, entry: str) -> int:
        for index, place in enumerate(self.chosen):
            if str(place.key) == entry:
                return index // ENTRIES_A_PAGE + 1
        return 1

    def _span(self) -> Iterator[tuple[int, int]]:
        year, month = today().year, today().month
        if self.narrowing.year:
            year, month = int(self.narrowing.year[:4]) + 1, 7  # a school year ends in July
        for back in reversed(range(MONTHS)):
            index = year * 12 + month - 1 - back
            yield index // 12, index % 12 + 1


def chronology(pupil: Pupil, user: User) -> Chronology:
    """Return everything in the dossier of `pupil` that exists for `user`, newest first: one query."""
    parts: list[Any] = []
    for source in sources():
        kinds = F("kinds") if source.kind == "signal" else Value(None, output_field=_KINDS)
        rows: Any = source.rows(pupil, user).order_by()
        parts.append(
            rows.annotate(
                entry=Value(source.kind),
                stands_on=source.day,
                stands_at=F(source.moment),
                written_by=source.by,
                of_kinds=kinds,
            ).values_list("entry", "stands_on", "stands_at", "pk", "written_by", "of_kinds")
        )
    found = parts[0].union(*parts[1:], all=True).order_by("-stands_on", "-stands_at", "-pk")
    places = tuple(
        Place(kind, day, moment, key, author, tuple(kinds or ()))
        for kind, day, moment, key, author, kinds in found
    )
    return Chronology(pupil, user, places, places)


def by_year(entries: Iterable[Entry]) -> list[Year]:
    """Divide entries over the school years, in the order in which they come."""
    years: dict[str, list[Entry]] = {}
    for entry in entries:
        years.setdefault(school_year_label(entry.day), []).append(entry)
    return [Year(label, rows) for label, rows in years.items()]


def siblings_of(pupil: Pupil, user: User) -> list[Pupil]:
    """Return brothers and sisters whose existence `user` may know: another school's only if it is theirs."""
    return list(Pupil.objects.visible_to(user).filter(siblings=pupil).select_related("school"))
