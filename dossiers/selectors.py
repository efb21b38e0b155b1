"""Reading a dossier: the chronology, who may be asked, which names stand around a pupil. No writes."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from accounts.models import User
from audit import registry
from audit.models import Event
from core.views import may
from core.workdays import AMSTERDAM, school_year_label, school_year_of, today
from dossiers.masking import Kind, NameTable, Person
from dossiers.models import Draft, FollowUp, HandOver, Opening, ParentContact, Signal
from schools.models import Guardian, Placement, Pupil
from schools.querysets import on_day
from schools.staffing import holders

PICK_LIMIT = 60
ENTRIES_A_PAGE = 25  # 200 at once take most of a second to draw, and nobody reads them on a phone

_Records = dict[str, Any]  # by kind the queryset of its records
_Place = tuple[str, date, datetime, uuid.UUID]
_DAYS: dict[str, Any] = {
    "signal": F("occurred_on"),
    "contact": F("happened_on"),
    "hand_over": TruncDate("created_at", tzinfo=AMSTERDAM),
    "follow_up": F("done_on"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in the chronology; `kind` names its template in templates/dossiers/entries/."""

    kind: str
    day: date
    record: Signal | ParentContact | HandOver | FollowUp

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"dossiers/entries/{self.kind}.html"

    @property
    def anchor(self) -> str:
        """Its place on the page, for links to it."""
        return f"e-{self.record.pk}"


@dataclass(frozen=True, slots=True)
class Year:
    """The entries of a school year, newest first (D3: looking back over the years)."""

    label: str
    entries: Sequence[Entry]


def chronology(pupil: Pupil, user: User, number: str | None = None) -> Page[Entry]:
    """Return a page of what stands in the dossier for `user`, newest first: at most eleven queries.

    Hand-overs only for their maker, AF HGKM and manager (R1); evaluations once they are finished.
    """
    done = FollowUp.objects.visible_to(user).filter(pupil=pupil, done_on__isnull=False)
    contacts = ParentContact.objects.visible_to(user).filter(pupil=pupil)
    found: _Records = {
        "signal": Signal.objects.visible_to(user).filter(pupil=pupil).in_full(),
        "contact": contacts.select_related("author", "signal"),
        "hand_over": hand_overs_of(pupil, user),
        "follow_up": done.select_related("done_by", "assignee"),
    }
    page = Paginator(_places(found), ENTRIES_A_PAGE).get_page(number)
    pages: Any = page.paginator  # counts places where the page holds their records
    return Page(_entries(found, list(page)), page.number, pages)


def _places(found: _Records) -> list[_Place]:
    """Return kind, day, moment and id of every record, newest first: one query, no narrative."""
    parts: list[Any] = [
        rows.prefetch_related(None)
        .order_by()
        .annotate(entry=Value(kind), day=_DAYS[kind])
        .values_list("entry", "day", "created_at", "pk")
        for kind, rows in found.items()
    ]
    return list(parts[0].union(*parts[1:], all=True).order_by("-day", "-created_at", "-pk"))


def _entries(found: _Records, places: Sequence[_Place]) -> list[Entry]:
    """Return the records at `places`, in that order."""
    records = {
        (kind, record.pk): record
        for kind, rows in found.items()
        for record in rows.filter(pk__in=[key for entry, _, _, key in places if entry == kind])
    }
    return [Entry(kind, day, records[kind, key]) for kind, day, _, key in places]


def by_year(entries: Iterable[Entry]) -> list[Year]:
    """Divide entries over the school years, in the order in which they come."""
    years: dict[str, list[Entry]] = {}
    for entry in entries:
        years.setdefault(school_year_label(entry.day), []).append(entry)
    return [Year(label, rows) for label, rows in years.items()]


def hand_overs_of(pupil: Pupil, user: User) -> QuerySet[HandOver]:
    """Return the hand-overs of a pupil that `user` may see, newest first."""
    found = HandOver.objects.visible_to(user).filter(pupil=pupil)
    return found.select_related("author", "taken_by").prefetch_related("signals")


def own_hand_overs(user: User) -> QuerySet[HandOver]:
    """Return what `user` handed over, newest first (R1: its status)."""
    found = HandOver.objects.visible_to(user).filter(author=user)
    return found.select_related("pupil", "taken_by")


def open_follow_ups(pupil: Pupil, user: User) -> QuerySet[FollowUp]:
    """Return the evaluation dates of a pupil that still lie ahead or have passed unanswered."""
    found = FollowUp.objects.visible_to(user).filter(pupil=pupil, done_on__isnull=True)
    return found.select_related("assignee").order_by("due_on", "pk")


def draft_of(pupil: Pupil, user: User) -> Draft | None:
    """Return the signal that `user` is writing about this pupil, if any."""
    return Draft.objects.visible_to(user).filter(pupil=pupil).first()


def is_handed_over(pupil: Pupil) -> HandOver | None:
    """Return the hand-over of this pupil that waits, whoever made it."""
    return HandOver.objects.waiting().filter(pupil=pupil).first()


def signals_of(pupil: Pupil) -> QuerySet[Signal]:
    """Return the signals of a pupil with their versions, newest first: for choosing one."""
    return Signal.objects.filter(pupil=pupil).prefetch_related("versions")


def signals_before(signal: Signal) -> QuerySet[Signal]:
    """Return the earlier signals of the same pupil that `signal` can confirm or refute (D3)."""
    earlier = Q(occurred_on__lt=signal.occurred_on) | Q(
        occurred_on=signal.occurred_on, created_at__lt=signal.created_at
    )
    return signals_of(signal.pupil).filter(earlier)


def signals_this_year(pupil: Pupil) -> list[Signal]:
    """Return the signals of the running school year: what a hand-over is mostly about."""
    return list(Signal.objects.filter(pupil=pupil, occurred_on__gte=school_year_of(today())[0]))


def group_of(pupil: Pupil) -> str:
    """Return the name of the pupil's group today, or ''."""
    found = Placement.objects.filter(on_day(today()), pupil=pupil).select_related("group").first()
    return found.group.name if found else ""


def pupils_to_pick(user: User, text: str) -> tuple[list[Pupil], set[Any]]:
    """Return the pupils to choose from and the ids of those in the own group.

    Without `text` the own group; with it everybody of the school whose name holds it, own group first.
    Each has `today_in`, its placements of today.
    """
    own = set(Pupil.objects.in_own_group(user).values_list("pk", flat=True))
    placed = Placement.objects.filter(on_day(today())).select_related("group")
    found = Pupil.objects.visible_to(user).filter(left_on__isnull=True)
    found = found.search(text) if text else found.filter(pk__in=own)
    found = found.prefetch_related(Prefetch("placements", placed, to_attr="today_in"))
    rows = sorted(found[:PICK_LIMIT], key=lambda pupil: (pupil.pk not in own, pupil.sort_name))
    return rows, own


def possible_assignees(pupil: Pupil) -> list[User]:
    """Return who can be asked to look again: who teaches the pupil today, AF HGKM and manager."""
    day = today()
    teachers = User.objects.filter(
        on_day(day, "staff_records__teaches__"),
        on_day(day, "staff_records__teaches__group__placements__"),
        staff_records__teaches__group__placements__pupil=pupil,
        is_active=True,
    ).distinct()
    answering = holders(pupil.school_id, "dossiers.open_without_purpose")
    return sorted({*teachers, *answering}, key=lambda user: (str(user), user.pk))


def names_around(pupil: Pupil) -> NameTable:
    """Return the names to keep (of the pupil and its parents) and to mask (of others at the school).

    Needs an actor who sees the whole school: the AF HGKM or the manager, never a parent.
    """
    school = pupil.school_id
    own = [Person(pupil.call_name, f"{pupil.prefix} {pupil.last_name}", Kind.KEEP)]
    others = []
    pupils = Pupil.objects.filter(school=school).exclude(pk=pupil.pk)
    for call_name, prefix, last_name in pupils.values_list("call_name", "prefix", "last_name"):
        others.append(Person(call_name, f"{prefix} {last_name}", Kind.CHILD))
    guardians = Guardian.objects.filter(school=school).values_list("pupil_id", "name")
    for pupil_id, name in guardians:
        call_name, _space, last_name = name.strip().partition(" ")
        if pupil_id == pupil.pk:
            own.append(Person(call_name, last_name, Kind.KEEP))
        else:
            others.append(Person(call_name, last_name, Kind.SOMEBODY))
    return NameTable.of(own, others)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked: who, when, what, and the purpose if one was asked."""

    who: str
    at: datetime
    sentence: str
    purpose: str


def looks_at(pupil: Pupil) -> QuerySet[Event]:
    """Return the looks at everything about this pupil, newest first."""
    codes = [action.code for action in registry.all_actions() if action.look]
    return Event.objects.about_pupil(pupil.pk).filter(action__in=codes)


def named(looks: Iterable[Event]) -> list[Look]:
    """Return looks in words, with the names of who looked: one query more."""
    rows = list(looks)
    people = User.objects.in_bulk([row.actor_id for row in rows if row.actor_id])
    purposes = dict(Opening.Purpose.choices)
    return [
        Look(
            who=str(people.get(row.actor_id or 0, "–")),
            at=row.at,
            sentence=row.sentence,
            purpose=str(purposes.get(row.detail.get("purpose", ""), "")),
        )
        for row in rows
    ]


def abilities(user: User, pupil: Pupil) -> dict[str, bool]:
    """Return what `user` may do in this dossier, for the buttons of the page."""
    names = ("log_signal", "log_talk", "set_follow_up", "hand_over", "disclose_entry", "see_looks")
    may_do = {name: may(user, f"dossiers.{name}", pupil) for name in names}
    return may_do | {"give_access": may(user, "schools.grant_access", pupil)}


def signal_abilities(user: User, signal: Signal) -> dict[str, bool]:
    """Return what `user` may do with one signal."""
    return {
        "correct": may(user, "dossiers.correct_entry", signal),
        "link": may(user, "dossiers.log_signal", signal),
        "disclose": may(user, "dossiers.disclose_entry", signal),
    }


def hand_over_abilities(user: User, hand_over: HandOver) -> dict[str, bool]:
    """Return what `user` may do with one hand-over; the case itself is opened in its own room."""
    waiting = hand_over.state == HandOver.State.WAITING
    return {
        "take": waiting and may(user, "dossiers.take_over", hand_over),
        "read": may(user, "dossiers.has_cause", hand_over),
    }
