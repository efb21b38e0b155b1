"""Which schools and boards somebody keeps: asked again inside each service."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from schools.models import Board, School
from schools.scope import boards_with, schools_with

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Text = str | StrPromise


def check_keeps(actor: Actor, permission: str, board: Board, school: School | None) -> None:
    """Raise Refused unless `actor` has `permission` at `school`, or (None) at the whole `board`."""
    if actor.is_system:
        return
    if school is None:
        if board.pk not in boards_with(actor, permission):
            raise Refused(_("Only who keeps the whole board may do this."), field="place")
    elif school.board_id != board.pk or school.pk not in schools_with(actor, permission):
        raise Refused(_("You do not keep this school."), field="place")
