"""A stand-in or an external who may open one dossier until a day, with a reason."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.actors import Actor
from core.errors import Refused
from core.workdays import today
from schools import grants
from schools.models import Pupil, PupilGrant
from schools.notifications import access_given
from schools.services.rights import check_keeps

GRANT = "schools.grant_access"
LONGEST = timedelta(days=92)


@transaction.atomic
def give_access(
    *, actor: Actor, pupil: Pupil, user: User, reason: str, expires_on: date
) -> PupilGrant:
    """Let `user` open one dossier until a day. A second time replaces reason and day.

    The stand-in gets a mail that names nobody. Raises Refused for oneself, for somebody outside the
    board, for a day more than three months ahead or in the past, and without a reason.
    """
    check_keeps(actor, GRANT, pupil.school.board, pupil.school)
    if user.pk == actor.pk:
        raise Refused(_("Nobody gives access to themselves."), field="user")
    if not user.memberships.filter(board=pupil.school.board).running().exists():
        raise Refused(_("Choose somebody who works for this board."), field="user")
    if expires_on > today() + LONGEST:
        raise Refused(_("Choose a day within three months."), field="expires_on")
    given: PupilGrant = grants.grant(
        actor=actor,
        user=user,
        permission="view_dossier",
        obj=pupil,
        reason=reason,
        expires_on=expires_on,
    )
    access_given(given)
    return given


@transaction.atomic
def end_access(*, actor: Actor, given: Any) -> None:
    """End somebody's access to a dossier now."""
    pupil = given.content_object
    check_keeps(actor, GRANT, pupil.school.board, pupil.school)
    grants.end(actor=actor, given=given)
