"""What waits for a functioneel beheerder, and for who gave access to a dossier."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.due import DueItem
from core.views import may
from schools.models import PupilGrant
from schools.overview import SchoolState, access_ending, beheer_states


def due_items(user: Any) -> list[DueItem]:
    """Return files to confirm, staff without account or role, pupils without gezag; access that ends."""
    items = []
    if may(user, "schools.manage_staff"):
        items = [item for state in beheer_states(user) for item in _of_school(state)]
    if may(user, "schools.grant_access"):
        items += [_ending(given) for given in access_ending(user)]
    return items


def _ending(given: PupilGrant) -> DueItem:
    """Access that somebody gave ends soon: longer is asked for on the same page."""
    return DueItem(
        title=_("Access of %(who)s to the dossier of %(pupil)s ends")
        % {"who": given.user, "pupil": given.content_object.full_name},
        url=reverse("schools:access", kwargs={"pupil": given.content_object_id}),
        kind="schools.access_ending",
        due_on=given.expires_on,
        detail=_("It ends by itself. Still needed? Give a later day."),
        icon="seen",
    )


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
