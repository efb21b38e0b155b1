"""School boards: made on the server, as whoever makes one has no account yet."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.errors import Refused
from core.workdays import today
from schools import events
from schools.models import Board, Membership
from schools.roles import Role
from schools.services.staff import add_person


@transaction.atomic
def make_board(*, actor: Actor, name: str) -> Board:
    """Return the board of that name, made if there is none. Raises Refused for a name that is no name."""
    name = " ".join(name.split())
    if not 0 < len(name) <= 200:
        raise Refused(_("The name of a board has 1 to 200 characters."), field="board")
    board, made = Board.objects.get_or_create(name=name)
    if made:
        record(events.BOARD_MADE, actor=actor, obj=board)
    return board


@transaction.atomic
def start_board(*, actor: Actor, name: str, account: dict[str, str]) -> User:
    """Make a board with its first functioneel beheerder, who gives everybody else an account and a role.

    `account` holds username, email and display_name; the link to choose a password is queued. The same
    again returns the account and changes nothing. Raises Refused (by the field) when the board has
    another beheerder already, and as `add_person` does.
    """
    board = make_board(actor=actor, name=name)
    Board.objects.select_for_update().get(pk=board.pk)
    keepers = Membership.objects.filter(board=board, school=None, role=Role.BEHEERDER).running()
    others = keepers.exclude(user__username=account["username"].strip().lower())
    if others.exists():
        raise Refused(
            _("This board has a functioneel beheerder already, who adds others in the browser."),
            field="board",
        )
    return add_person(
        actor=actor,
        board=board,
        school=None,
        account=account,
        role=Role.BEHEERDER,
        starts_on=today(),
    )
