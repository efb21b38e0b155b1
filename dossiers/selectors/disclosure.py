"""What parents read and will read, for the staff. No writes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from accounts.models import User
from core.context import acting_as_system
from core.views import may
from dossiers import disclosure
from dossiers.models import (
    Disclosure,
    DisclosureTerm,
    ParentContact,
    Signal,
    TalkReport,
    Withholding,
    entry_of,
)
from dossiers.services.terms import Entry, name_of, parent_of
from schools.models import Guardian, Pupil
from schools.scope import schools_with
from writing.names import names_around

PARTS = ("decide", "soon", "withheld")
A_PAGE = 50


def preview(entry: Entry, pupil: Pupil) -> Any:
    """Return how parents would read the entry as it is now: the same reading that is kept when it opens.

    The names to mask are asked as SYSTEM: whoever previews sees fewer names by it, never more.
    """
    with acting_as_system():
        names = names_around(pupil)
    if isinstance(entry, Signal):
        return disclosure.read_signal(entry.current, names)
    if isinstance(entry, ParentContact):
        return disclosure.read_contact(entry, names)
    return disclosure.read_report(entry, names, took_part=True)


@dataclass(frozen=True, slots=True)
class ParentsState:
    """How an entry stands with the parents. Without `full` (AF HGKM, manager) no reason and no day.

    The day is not for a teacher: 'no day' would tell of a case of the Meldcode (R1).
    """

    opened: tuple[Disclosure, ...]
    current: bool  # the last version is open
    withheld: tuple[Withholding, ...]
    term: DisclosureTerm | None
    full: bool

    @property
    def kept_from_all(self) -> bool:
        """Whether no parent reads it."""
        return any(kept.guardian_id is None for kept in self.withheld)


def parents_state(entry: Entry, user: User) -> ParentsState:
    """Return how an entry stands with the parents, as far as `user` may know."""
    opened = _opened(entry)
    term = DisclosureTerm.objects.open().filter(**{name_of(entry): entry}).first()
    full = may(user, "dossiers.disclose_entry", entry)
    withheld = Withholding.objects.of_entry(entry).open().select_related("guardian", "author")
    return ParentsState(
        opened=tuple(opened),
        current=any(_is_current(made, entry) for made in opened),
        withheld=tuple(withheld),
        term=term if full else None,
        full=full,
    )


def _opened(entry: Entry) -> QuerySet[Disclosure]:
    found = Disclosure.objects.select_related("guardian")
    if isinstance(entry, Signal):
        return found.filter(signal=entry)
    if isinstance(entry, ParentContact):
        return found.filter(contact__in=entry.series())
    return found.filter(report__talk=entry.talk_id)


def _is_current(made: Disclosure, entry: Entry) -> bool:
    if isinstance(entry, Signal):
        return made.version_id == entry.current.pk
    return entry.pk in (made.contact_id, made.report_id)


def readers_to_choose(entry: Entry) -> list[Guardian]:
    """Return the parents to whom a contact or report can be opened one by one; [] for a signal."""
    if isinstance(entry, Signal):
        return []
    pupil_id: Any = entry.pupil_id
    return list(Guardian.objects.filter(pupil=pupil_id).running().order_by("name", "pk"))


def was_with(entry: Entry) -> list[Guardian]:
    """Return the parents of a contact or talk, as far as they are noted."""
    if isinstance(entry, ParentContact):
        found = parent_of(entry)
        return [found] if found else []
    return list(entry.talk.guardians.all()) if isinstance(entry, TalkReport) else []


def guardians_of(pupil: Pupil) -> list[Guardian]:
    """Return the parents from whom something can be kept."""
    return list(Guardian.objects.filter(pupil=pupil).running().order_by("name", "pk"))


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in the list of what parents read; `row` is its term or its withholding."""

    row: DisclosureTerm | Withholding
    kind: str  # signal, contact or report
    day: date
    kinds: list[str]

    @property
    def entry(self) -> Entry:
        """The entry itself."""
        found: Entry = entry_of(self.row)
        return found


def parents_reading(user: User, part: str, number: str | None) -> Page[Line]:
    """Return a page of what opens soon, must be decided, or is withheld at the schools of `user`."""
    page = Paginator(_rows(user, part), A_PAGE).get_page(number)
    page.object_list = [line_of(row) for row in page.object_list]
    return page


def amounts(user: User) -> dict[str, int]:
    """Return how many there are of each part."""
    return {part: _rows(user, part).count() for part in PARTS}


def _rows(user: User, part: str) -> Any:
    schools = schools_with(user, "dossiers.disclose_entry")
    related = ("pupil", "school", "signal", "contact", "report")
    if part == "withheld":
        kept = Withholding.objects.open().filter(school__in=schools)
        return kept.select_related(*related, "guardian").order_by("due_on", "pk")
    terms = DisclosureTerm.objects.open().filter(school__in=schools, decide=part == "decide")
    return terms.select_related(*related).order_by("due_on", "pk")


def line_of(row: Any) -> Line:
    """Return a term or withholding with the day and kind of its entry."""
    entry = entry_of(row)
    if isinstance(entry, Signal):
        return Line(row, "signal", entry.occurred_on, entry.kind_labels)
    if isinstance(entry, ParentContact):
        return Line(row, "contact", entry.happened_on, [str(entry.get_channel_display())])
    return Line(row, "report", entry.held_on, [])


def has_several_schools(user: User) -> bool:
    """Return whether the list has to say of which school each entry is."""
    return len(schools_with(user, "dossiers.disclose_entry")) > 1
