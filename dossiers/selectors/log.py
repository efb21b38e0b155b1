"""What the audit log says of looking at a school on one day: for the clock, as SYSTEM. No writes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from audit import registry
from audit.models import Event
from core.workdays import AMSTERDAM
from dossiers.looking import AGAIN_DAYS, USUAL_DAYS, Seen
from schools.models import Placement, Pupil, PupilGrant, School
from schools.querysets import on_day
from schools.staffing import held_by

_DAY = timedelta(days=1)
_REFUSALS = (registry.REFUSED, registry.NOT_FOUND)


def look_codes() -> list[str]:
    """Return the actions that are looking: pages, prints, exports, attachments; refusals too."""
    return [action.code for action in registry.all_actions() if action.look]


def of_days(first: date, last: date) -> Q:
    """Return the condition 'on these days in Amsterdam, both included', in a form that an index knows."""
    begins, ends = (datetime.combine(day, time(), AMSTERDAM) for day in (first, last + _DAY))
    return Q(at__gte=begins, at__lt=ends)


def _by_staff(school: School) -> QuerySet[Event]:
    """Return looks at dossiers of the school; what parents read of their own child isn't looked into."""
    codes = [
        code for code in look_codes() if code not in _REFUSALS and not code.startswith("portal.")
    ]
    return Event.objects.filter(
        school_id=school.pk, pupil_id__isnull=False, actor_id__isnull=False, action__in=codes
    )


@dataclass
class LooksOfDay:
    """Who looked at what on one day, and what is known of these people. Seven queries in all."""

    school: School
    day: date
    seen: Mapping[int, Sequence[Seen]]
    refused: Mapping[int, Sequence[datetime]]
    _own: Mapping[int, set[UUID]] = field(default_factory=dict)
    _read: Mapping[tuple[int, UUID], Sequence[date]] = field(default_factory=dict)

    @classmethod
    def of(cls, school: School, day: date) -> "LooksOfDay":
        """Read the day."""
        seen: dict[int, list[Seen]] = defaultdict(list)
        rows = _by_staff(school).filter(of_days(day, day)).order_by("at")
        for actor_id, pupil_id, at in rows.values_list("actor_id", "pupil_id", "at"):
            if actor_id and pupil_id:
                seen[actor_id].append(Seen(pupil_id, at))
        looks = cls(school, day, seen, _refused(school, day))
        looks._own = _own_pupils(school, day, seen)
        looks._read = _read_before(school, day, seen)
        return looks

    @property
    def people(self) -> set[int]:
        """Everybody who looked or was refused."""
        return {*self.seen, *self.refused}

    def since(self) -> date:
        """The first day that counts for coming back to the same dossier."""
        return self.day - _DAY * (AGAIN_DAYS - 1)

    def own(self, user_id: int) -> frozenset[UUID]:
        """Return the pupils that the person taught, or was given access to, on the day."""
        return frozenset(self._own.get(user_id, ()))

    def usual(self, user_id: int, least: int) -> list[int]:
        """Return the number of dossiers outside the own group on each earlier day with any.

        A person without any such day in the past is measured by the fixed limits alone; `least` is
        what a day of this person must have to be compared at all.
        """
        own = self.own(user_id)
        outside = {look.pupil_id for look in self.seen.get(user_id, ())} - own
        if len(outside) < least:
            return []
        days: dict[date, int] = defaultdict(int)
        for (reader, pupil_id), read_on in self._read.items():
            if reader == user_id and pupil_id not in own:
                for day in read_on:
                    days[day] += day < self.day
        return [count for count in days.values() if count]

    def days(self, user_id: int) -> dict[UUID, int]:
        """Return on how many days of the last fortnight each dossier was read, this day included."""
        first = self.since()
        return {
            pupil_id: sum(day >= first for day in read_on)
            for (reader, pupil_id), read_on in self._read.items()
            if reader == user_id
        }


def _refused(school: School, day: date) -> dict[int, list[datetime]]:
    """Return when staff were refused a dossier of the school, or asked for one that isn't theirs."""
    staff = held_by(school, "dossiers.open_dossier", day)
    refused = Q(action=registry.REFUSED, school_id=school.pk, pupil_id__isnull=False)
    dossiers = Q(object_type=Pupil._meta.label_lower) | Q(object_type__startswith="dossiers.")
    missing = Q(dossiers, action=registry.NOT_FOUND, school_id__isnull=True, actor_id__in=staff)
    found: dict[int, list[datetime]] = defaultdict(list)
    for condition in (refused, missing):
        rows = Event.objects.filter(condition, of_days(day, day), actor_id__isnull=False)
        for actor_id, at in rows.values_list("actor_id", "at"):
            if actor_id:
                found[actor_id].append(at)
    return found


def _own_pupils(
    school: School, day: date, seen: Mapping[int, Sequence[Seen]]
) -> dict[int, set[UUID]]:
    """Return the pupils of whom each person was the teacher, or to whom access was given, on `day`."""
    teacher = F("group__teachers__staff__user")
    taught = Placement.objects.filter(
        on_day(day),
        on_day(day, "group__teachers__"),
        school=school,
        group__teachers__staff__user__in=list(seen),
    )
    given = PupilGrant.objects.filter(
        user__in=list(seen),
        content_object__school=school,
        expires_on__gte=day,
        granted_at__lt=datetime.combine(day + _DAY, time(), AMSTERDAM),
    )
    own: dict[int, set[UUID]] = defaultdict(set)
    for user_id, pupil_id in taught.values_list(teacher, "pupil_id"):
        own[user_id].add(pupil_id)
    for user_id, pupil_id in given.values_list("user_id", "content_object_id"):
        own[user_id].add(pupil_id)
    return own


def _read_before(
    school: School, day: date, seen: Mapping[int, Sequence[Seen]]
) -> dict[tuple[int, UUID], list[date]]:
    """Return the days on which each of these people read each dossier, two months back."""
    rows = (
        _by_staff(school)
        .filter(of_days(day - _DAY * USUAL_DAYS, day), actor_id__in=list(seen))
        .annotate(read_on=TruncDate("at", tzinfo=AMSTERDAM))
        .values_list("actor_id", "pupil_id", "read_on")
        .annotate(times=Count("pk"))
        .order_by()
    )
    found: dict[tuple[int, UUID], list[date]] = defaultdict(list)
    for actor_id, pupil_id, read_on, _times in rows:
        found[actor_id, pupil_id].append(read_on)
    return found
