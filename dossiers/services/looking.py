"""Unusual looking: listed by the clock, a day at a time, and reviewed by whoever it is for (A8)."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import SYSTEM, Actor
from core.context import acting_as_system
from core.duties import each_alone
from core.errors import Conflict
from core.once import already_made
from core.workdays import today
from dossiers import events, notifications
from dossiers.looking import CASEWORK, TEACHING, Found, Habits, unusual
from dossiers.models import LookFinding, LookReview, LookWatch
from dossiers.selectors.log import LooksOfDay
from dossiers.services.guard import account_of, needed
from schools.models import School
from schools.staffing import held_by

_DAY = timedelta(days=1)
LONGEST_BACK = timedelta(days=31)
"""Days that were missed for longer are not listed any more: nobody would remember why."""


class _Job(NamedTuple):
    """A school and a day to go through, and up to which day it must have been done before."""

    school_id: int
    day: date
    after: date


def list_unusual_looks(*, actor: Actor = SYSTEM) -> int:
    """Go through the looks of every day that was not gone through yet, up to yesterday.

    A school and day at a time, each in a transaction of its own; run twice or late, each day is done
    once. Returns how many were done. Raises SomeFailed when some could not be: they are tried again at
    the next run, with the days after them.
    """
    with acting_as_system():
        schools = School.objects.order_by("pk").values_list("pk", flat=True)
        until = dict(LookWatch.objects.values_list("school_id", "until"))
        jobs = [job for school in schools for job in _missed(school, until.get(school))]
    return each_alone(jobs, lambda job: _once(job, actor), "looks of school and day")


def _missed(school_id: int, until: date | None) -> Iterator[_Job]:
    """Yield the days that were missed, the oldest first; for a school that is new, yesterday."""
    yesterday = today() - _DAY
    after = yesterday - _DAY if until is None else until
    day = max(after + _DAY, today() - LONGEST_BACK)
    while day <= yesterday:
        yield _Job(school_id, day, after)
        after, day = day, day + _DAY


def _once(job: _Job, actor: Actor) -> bool:
    """Do one day, unless another run did it or the day before it failed. Returns whether it was done."""
    LookWatch.objects.get_or_create(school_id=job.school_id, defaults={"until": job.after})
    watch = LookWatch.objects.select_for_update().get(pk=job.school_id)
    if watch.until != job.after:
        return False
    watch.until = job.day
    watch.save(update_fields=["until"])
    list_day(actor=actor, school=School.objects.get(pk=job.school_id), day=job.day)
    return True


@transaction.atomic
def list_day(*, actor: Actor, school: School, day: date) -> list[LookFinding]:
    """Lay down what was unusual at a school on a day, and tell who has to look at it.

    `actor` is SYSTEM, in its context. Constant queries for the reading, however many people looked.
    Returns the findings; a day that was listed already adds nothing.
    """
    looks = LooksOfDay.of(school, day)
    casework = held_by(school, "dossiers.open_without_purpose", day)
    managers = held_by(school, "dossiers.review_looks_of_staff", day)
    listed = _listed(school, looks.since(), day)
    made = []
    for user_id in sorted(looks.people):
        limits = CASEWORK if user_id in casework else TEACHING
        habits = Habits(
            limits=limits,
            own=looks.own(user_id),
            usual=looks.usual(user_id, limits.floor),
            days=looks.days(user_id),
            listed=listed[user_id],
            refused=looks.refused.get(user_id, ()),
        )
        for found in unusual(looks.seen.get(user_id, ()), habits):
            of_manager = user_id in managers
            new = lay_down(
                actor=actor,
                school=school,
                user_id=user_id,
                day=day,
                found=found,
                of_manager=of_manager,
            )
            made += [new] if new else []
    return made


def _listed(school: School, since: date, day: date) -> dict[int, frozenset[uuid.UUID]]:
    """Return per person which dossiers were listed as read again and again in these days already."""
    rows = LookFinding.objects.filter(
        school=school, kind=LookFinding.Kind.AGAIN, day__gte=since, day__lt=day
    )
    found: dict[int, frozenset[uuid.UUID]] = defaultdict(frozenset)
    for user_id, pupils in rows.values_list("user_id", "pupils"):
        found[user_id] |= frozenset(pupils)
    return found


@transaction.atomic
def lay_down(
    *, actor: Actor, school: School, user_id: int, day: date, found: Found, of_manager: bool
) -> LookFinding | None:
    """Keep what stands out of one person on one day, and tell who reviews it. None if it is there."""
    same = {"school": school, "user_id": user_id, "day": day, "kind": found.kind}
    if LookFinding.objects.filter(**same).exists():
        return None
    finding = LookFinding(
        **same,
        amount=found.amount,
        usual=found.usual,
        first_at=found.first_at,
        last_at=found.last_at,
        pupils=list(found.pupils),
        of_manager=of_manager,
    )
    finding.save(force_insert=True)
    record(events.LOOKS_LISTED, actor=actor, obj=finding, kind=finding.kind)
    notifications.unusual_looks(finding)
    return finding


@transaction.atomic
def review_finding(*, actor: Actor, finding: LookFinding, key: uuid.UUID, note: str) -> LookReview:
    """Write down what it was. Returns the review, also for a repeat.

    Raises PermissionDenied for others than whom it is for, and for what is listed of oneself; Refused
    without a note; Conflict when a colleague reviewed it meanwhile.
    """
    made = already_made(LookReview, key, author_id=actor.pk, finding_id=finding.pk)
    if made is not None:
        return made
    if not rules.has_perm("dossiers.review_finding", actor, finding):
        raise PermissionDenied("dossiers.review_finding")
    note = needed(note, "note", _("Write down what it was."))
    # The finding is append-only and can't be locked; its school can.
    School.objects.select_for_update(no_key=True).get(pk=finding.school_id)
    if LookReview.objects.filter(finding=finding).exists():
        raise Conflict(_("A colleague reviewed this meanwhile. Reload the page."))
    review = LookReview(
        pk=key,
        school_id=finding.school_id,
        finding=finding,
        author_id=account_of(actor),
        note=note,
    )
    review.save(force_insert=True)
    record(events.LOOKS_REVIEWED, actor=actor, obj=review)
    return review
