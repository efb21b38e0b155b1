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
from schools.services.rights import check_keeps
from schools.services.staff import add_person

MOST_DISCLOSURE_DAYS = 90
CASE_RETENTION_YEARS = range(2, 21)


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


@transaction.atomic
def set_disclosure_days(*, actor: Actor, board: Board, days: int) -> Board:
    """Set after how many days parents read what was written down (A1). What runs already keeps its day.

    Raises Refused for who does not keep the whole board, and for fewer than 1 or more than 90 days.
    """
    check_keeps(actor, "schools.manage_staff", board, None)
    found: Board = Board.objects.select_for_update().get(pk=board.pk)
    if not 1 <= days <= MOST_DISCLOSURE_DAYS:
        raise Refused(_("Choose 1 to 90 days."), field="days")
    if found.disclosure_days != days:
        before, found.disclosure_days = found.disclosure_days, days
        found.save(update_fields=["disclosure_days"])
        record(events.DISCLOSURE_DAYS_SET, actor=actor, obj=found, before=before, after=days)
    return found


@transaction.atomic
def set_case_retention(*, actor: Actor, board: Board, years: int) -> Board:
    """Set for how many years a Meldcode case is kept after its term starts (law.md; AVG art. 5).

    It counts for every case of the board, also those that were closed before. Raises Refused for who
    does not keep the whole board, and for fewer than 2 or more than 20 years.
    """
    check_keeps(actor, "schools.manage_staff", board, None)
    found: Board = Board.objects.select_for_update().get(pk=board.pk)
    if years not in CASE_RETENTION_YEARS:
        raise Refused(_("Choose 2 to 20 years."), field="years")
    if found.case_retention_years != years:
        before, found.case_retention_years = found.case_retention_years, years
        found.save(update_fields=["case_retention_years"])
        record(events.CASE_RETENTION_SET, actor=actor, obj=found, before=before, after=years)
    return found
