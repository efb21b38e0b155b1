"""Who looked at a dossier, what stands out, what I have open myself (A8, R1). No writes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.models import User
from audit import registry
from audit.models import Event
from core.workdays import AMSTERDAM, today
from dossiers.models import LookFinding, Opening
from dossiers.selectors.log import look_codes, of_days
from schools.kept_out import hidden_events
from schools.models import Pupil

DAYS_A_PAGE: Final = 20
FINDINGS_A_PAGE: Final = 25
LOOKS, CHANGES, ALL = "looks", "changes", "all"
_BEGINNING: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Done:
    """Something that somebody did on a day, once or more: what, how often, from when to when."""

    sentence: str
    times: int
    first: datetime
    last: datetime
    is_look: bool


@dataclass(frozen=True, slots=True)
class PersonDay:
    """What one person read and changed in a dossier on one day, with the purposes that were stated."""

    who: str
    day: date
    done: Sequence[Done]
    openings: Sequence[Opening] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the filter of 'Wie keek' asks: one person, a period, looking or changing or both."""

    person: int | None = None
    since: date | None = None
    until: date | None = None
    what: str = LOOKS

    def narrow(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Return the events that fit."""
        if self.person:
            events = events.filter(actor_id=self.person)
        if self.what in (LOOKS, CHANGES):
            looking = Q(action__in=look_codes())
            events = events.filter(looking if self.what == LOOKS else ~looking)
        first, last = self.since or _BEGINNING, self.until or today()
        return events.filter(of_days(min(first, last), last))


def _log(pupil: Pupil, reader: Any) -> QuerySet[Event]:
    """Return what happened to, and who looked at, a dossier; not what is kept from `reader` (R1, M8)."""
    return Event.objects.about_pupil(pupil.pk).exclude(hidden_events(reader)).order_by()


def people_in_log(pupil: Pupil, reader: Any) -> list[User]:
    """Return everybody who read or changed something in this dossier, by name: two queries."""
    about = _log(pupil, reader)
    keys = about.filter(actor_id__isnull=False).values_list("actor_id", flat=True).distinct()
    return sorted(User.objects.filter(pk__in=list(keys)), key=lambda user: (str(user), user.pk))


def log_of(pupil: Pupil, reader: Any, asked: Narrowing, number: str | None) -> Page[PersonDay]:
    """Return a page of who did what in this dossier, a person and a day at a time, newest first.

    Five queries, however much was looked at: prints, exports, attachments and refusals are in the same
    log as the pages.
    """
    events = asked.narrow(_log(pupil, reader))
    events = events.annotate(day=TruncDate("at", tzinfo=AMSTERDAM))
    groups = events.values("day", "actor_id").annotate(latest=Max("at"))
    page = Paginator(groups.order_by("-day", "-latest", "actor_id"), DAYS_A_PAGE).get_page(number)
    pages: Any = page.paginator  # counts the days of which the page holds the records
    days: list[Any] = list(page)
    return Page(_person_days(pupil, events, days), page.number, pages)


def _person_days(
    pupil: Pupil, events: QuerySet[Any], groups: Sequence[dict[str, Any]]
) -> list[PersonDay]:
    if not groups:
        return []
    first, last = groups[-1]["day"], groups[0]["day"]
    keys = {group["actor_id"] for group in groups if group["actor_id"]}
    people = User.objects.in_bulk(keys)
    openings = Opening.objects.filter(pupil=pupil, user__in=keys)
    opened = [
        (opening.user_id, opening.opened_at.astimezone(AMSTERDAM).date(), opening)
        for opening in openings.filter(_opened(first, last)).select_related("end")
    ]
    done = _done(events.filter(of_days(first, last)))
    return [
        PersonDay(
            who=str(people.get(group["actor_id"], "–")),
            day=group["day"],
            done=done.get((group["actor_id"], group["day"]), []),
            openings=[
                opening
                for user_id, day, opening in opened
                if (user_id, day) == (group["actor_id"], group["day"])
            ],
        )
        for group in groups
    ]


def _opened(first: date, last: date) -> Q:
    begins, ends = (
        datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)
        for day in (first, last + timedelta(days=1))
    )
    return Q(opened_at__gte=begins, opened_at__lt=ends)


def _done(events: QuerySet[Any]) -> dict[tuple[int | None, date], list[Done]]:
    """Return what was done by person and day; the same thing several times is one line."""
    rows = (
        events.values("actor_id", "day", "action")
        .annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
        .order_by("-last")
    )
    found: dict[tuple[int | None, date], list[Done]] = {}
    for row in rows:
        action = registry.get(row["action"])
        line = Done(
            sentence=str(action.sentence),
            times=row["times"],
            first=row["first"],
            last=row["last"],
            is_look=action.look,
        )
        found.setdefault((row["actor_id"], row["day"]), []).append(line)
    return found


def findings(user: Any) -> QuerySet[LookFinding]:
    """Return what stands out for `user` to review, with whom it is about and what was thought of it."""
    found = LookFinding.objects.visible_to(user)
    return found.select_related("user", "school", "review__author")


def pupils_of(finding: LookFinding) -> list[Pupil]:
    """Return the dossiers that a finding is about, by name."""
    found = Pupil.objects.filter(pk__in=finding.pupils, school_id=finding.school_id)
    return list(found.order_by("sort_name", "pk"))


def openings_of(user: Any) -> QuerySet[Opening]:
    """Return the dossiers that `user` has open now for a purpose, the first to close on top."""
    return Opening.objects.running(user).select_related("pupil").order_by("valid_until", "pk")


def opening_of(user: Any, pupil_id: UUID) -> Opening | None:
    """Return why and until when `user` has this dossier open, the longest of them."""
    return Opening.objects.running(user).filter(pupil_id=pupil_id).order_by("valid_until").last()
