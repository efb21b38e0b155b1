"""Finding a pupil while filling in a form: by name, with the group to tell two apart."""

from collections.abc import Iterable
from typing import Any

from core.workdays import today
from schools.models import Placement, Pupil
from schools.querysets import on_day

#: More than this fit on no phone: type more of the name.
LIMIT = 12


def find(user: Any, text: str) -> list[Pupil]:
    """Return pupils whom `user` may know of and whose name has every word of `text`; none for none."""
    if not text.strip():
        return []
    return list(Pupil.objects.visible_to(user).current().search(text)[:LIMIT])


def labels(pupils: Iterable[Pupil]) -> dict[Any, str]:
    """Return 'name (group)' for each pupil, by primary key. One query."""
    pupils = list(pupils)
    rows = Placement.objects.filter(on_day(today()), pupil__in=pupils).select_related("group")
    groups = {row.pupil_id: row.group.name for row in rows}
    return {
        pupil.pk: f"{pupil.full_name} ({groups[pupil.pk]})"
        if pupil.pk in groups
        else pupil.full_name
        for pupil in pupils
    }
