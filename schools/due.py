"""What waits for a functioneel beheerder."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.due import DueItem
from core.views import may
from schools.overview import SchoolState, beheer_states


def due_items(user: Any) -> list[DueItem]:
    """Return files to confirm, staff to give an account or a role, and pupils without gezag."""
    if not may(user, "schools.manage_staff"):
        return []
    return [item for state in beheer_states(user) for item in _of_school(state)]


def _of_school(state: SchoolState) -> list[DueItem]:
    school = {"school": state.school.pk}
    items = [
        DueItem(
            title=_("Look at an uploaded file and confirm it"),
            url=reverse("schools:import_preview", kwargs={"pk": one.pk}),
            kind="import",
            detail=state.school.name,
            icon="upload",
        )
        for one in state.waiting
    ]
    without = state.staff_without_account + state.staff_without_role
    if without:
        text = ngettext(
            "%(count)d member of staff has no account or role",
            "%(count)d members of staff have no account or role",
            without,
        )
        items.append(
            DueItem(
                title=text % {"count": without},
                url=reverse("schools:staff", kwargs=school),
                kind="staff",
                detail=state.school.name,
                icon="staff",
            )
        )
    if state.without_gezag:
        text = ngettext(
            "Of %(count)d pupil nobody with gezag is recorded",
            "Of %(count)d pupils nobody with gezag is recorded",
            state.without_gezag,
        )
        items.append(
            DueItem(
                title=text % {"count": state.without_gezag},
                url=reverse("schools:registry", kwargs=school) + "?toon=gezag",
                kind="guardians",
                detail=state.school.name,
                icon="family",
            )
        )
    return items
