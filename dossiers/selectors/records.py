"""The records of a dossier one by one: to show beside the chronology, and to choose from. No writes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Model, Q, QuerySet

from accounts.models import User
from core.workdays import school_year_label, school_year_of, today
from dossiers.models import Draft, FollowUp, HandOver, Signal, SignalVersion
from dossiers.selectors.people import group_of
from schools.models import Pupil


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


def draft_of(
    pupil: Pupil, user: User, form: str = Draft.Form.SIGNAL, about: Model | None = None
) -> Draft | None:
    """Return what `user` is writing about this pupil, if any: a signal unless `form` says otherwise."""
    subject = about.pk if about else None
    return Draft.objects.visible_to(user).filter(pupil=pupil, form=form, about=subject).first()


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


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year: '2025-2026', its first and its last day."""

    label: str
    first: date
    last: date


def years_before(signal: Signal) -> list[SchoolYear]:
    """Return the school years with signals that `signal` can confirm or refute, newest first (D3)."""
    days = signals_before(signal).prefetch_related(None).values_list("occurred_on", flat=True)
    years = {school_year_label(day): school_year_of(day) for day in days}
    return [SchoolYear(label, *years[label]) for label in sorted(years, reverse=True)]


def usual_place(pupil: Pupil, user: User) -> str:
    """Return where `user` saw the last thing that was logged, else the pupil's group: what fills the field."""
    mine = SignalVersion.objects.filter(author=user, school=pupil.school_id)
    last = mine.order_by("-created_at").first()
    return (last.place if last else "") or group_of(pupil)


def signals_this_year(pupil: Pupil) -> list[Signal]:
    """Return the signals of the running school year: what a hand-over is mostly about."""
    return list(Signal.objects.filter(pupil=pupil, occurred_on__gte=school_year_of(today())[0]))
