"""Who is around a pupil: whom to choose, who may be asked, and which names to mask. No writes."""

from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from core.workdays import today
from schools.models import Placement, Pupil
from schools.querysets import on_day
from schools.staffing import holders

PICK_LIMIT = 60


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


def teachers_of(pupil: Pupil) -> list[User]:
    """Return who teaches the pupil today."""
    day = today()
    found = User.objects.filter(
        on_day(day, "staff_records__teaches__"),
        on_day(day, "staff_records__teaches__group__placements__"),
        staff_records__teaches__group__placements__pupil=pupil,
        is_active=True,
    )
    return list(found.distinct())


def possible_assignees(pupil: Pupil) -> list[User]:
    """Return who can be asked to look again: who teaches the pupil today, AF HGKM and manager."""
    answering = holders(pupil.school_id, "dossiers.open_without_purpose")
    return sorted({*teachers_of(pupil), *answering}, key=lambda user: (str(user), user.pk))
