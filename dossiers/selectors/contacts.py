"""The list of contacts with the parents of a pupil: contacts and held talks together (D8). No writes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch, Q, Value

from accounts.models import User
from core.workdays import school_year_label, school_year_of, today
from dossiers.models import Attachment, FollowUp, ParentContact, Talk, TalkReport
from dossiers.selectors.talks import talks_of
from schools.models import Pupil

CONTACTS_A_PAGE = 50
_Place = tuple[str, date, datetime, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contacts: of which kind ('contact', 'talk', '' both), school year and parent."""

    kind: str = ""
    year: str = ""  # as '2026-2027'; '' is every year
    guardian: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact in the list: a note of a contact, or a talk with its report."""

    kind: str
    day: date
    record: Any
    report: TalkReport | None = None
    agreements: Sequence[FollowUp] = field(default=())

    @property
    def is_talk(self) -> bool:
        """Whether it is a talk that was planned, held and reported."""
        return self.kind == "talk"

    @property
    def replaced_by(self) -> ParentContact | None:
        """The correction that took its place, if there is one."""
        return None if self.is_talk else getattr(self.record, "replaced_by", None)


def contact_list(
    pupil: Pupil, user: User, wanted: Wanted, number: str | None = None
) -> Page[ContactRow]:
    """Return a page of the contacts with the parents of `pupil`, newest first: seven queries at most."""
    contacts = ParentContact.objects.visible_to(user).filter(pupil=pupil)
    talks = talks_of(pupil, user).filter(state=Talk.State.HELD)
    if wanted.guardian is not None:
        contacts = contacts.filter(guardian=wanted.guardian)
        talks = talks.filter(Q(guardians=wanted.guardian))
    found: dict[str, Any] = {}
    if wanted.kind != "talk":
        found["contact"] = contacts.filter(_in_year("happened_on", wanted.year))
    if wanted.kind != "contact":
        found["talk"] = talks.filter(_in_year("held_on", wanted.year))
    pages = Paginator(_places(found), CONTACTS_A_PAGE)
    page = pages.get_page(number)
    paginator: Any = page.paginator
    return Page(_rows(found, list(page)), page.number, paginator)


def latest_of(contact: ParentContact) -> ParentContact:
    """Return the row that counts: of a contact that was corrected the last correction."""
    last = contact
    while (after := ParentContact.objects.filter(replaces=last).first()) is not None:
        last = after
    return last


def contact_years(pupil: Pupil, user: User) -> list[str]:
    """Return the school years in which there was a contact or talk, the last first."""
    days = ParentContact.objects.visible_to(user).filter(pupil=pupil)
    held = talks_of(pupil, user).filter(held_on__isnull=False)
    both: set[Any] = {
        today(),
        *days.order_by().values_list("happened_on", flat=True).distinct(),
        *held.order_by().values_list("held_on", flat=True).distinct(),
    }
    return sorted({school_year_label(day) for day in both}, reverse=True)


def _in_year(name: str, label: str) -> Q:
    if not label:
        return Q()
    return Q(**{f"{name}__range": school_year_of(date(int(label[:4]), 8, 1))})


def _places(found: dict[str, Any]) -> list[_Place]:
    """Return kind, day, moment and id of every contact, newest first: one query, no narrative."""
    days = {"contact": F("happened_on"), "talk": F("held_on")}
    parts: list[Any] = [
        rows.order_by()
        .annotate(entry=Value(kind), day=days[kind])
        .values_list("entry", "day", "created_at", "pk")
        for kind, rows in found.items()
    ]
    return list(parts[0].union(*parts[1:], all=True).order_by("-day", "-created_at", "-pk"))


def _rows(found: dict[str, Any], places: Sequence[_Place]) -> list[ContactRow]:
    """Return the rows at `places`, in that order."""
    keys = {kind: [key for entry, _, _, key in places if entry == kind] for kind in found}
    records = {(kind, one.pk): one for kind in found for one in _in_full(kind, found[kind], keys)}
    return [_row(kind, day, records[kind, key]) for kind, day, _, key in places]


def _in_full(kind: str, rows: Any, keys: dict[str, Any]) -> Any:
    rows = rows.filter(pk__in=keys[kind])
    if kind == "talk":
        return rows.prefetch_related("reports", "agreements")
    files = Prefetch("attachments", Attachment.objects.listed())
    found = rows.select_related("author", "guardian", "replaced_by__author")
    return found.prefetch_related(files)


def _row(kind: str, day: date, record: Any) -> ContactRow:
    if kind == "contact":
        return ContactRow(kind, day, record)
    report = max(record.reports.all(), key=lambda one: one.number, default=None)
    return ContactRow(kind, day, record, report, list(record.agreements.all()))
