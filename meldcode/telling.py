"""Mail to who is inside a case; when that is nobody, the board hears of it. Never a name (M8, R1)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from core.actors import SYSTEM, Actor
from meldcode.models import Case
from meldcode.scope import holders_on
from schools.notifications import tell_keepers

MANAGE = "meldcode.manage_people"
NAME = "meldcode.name_deputy"

NOBODY_INSIDE = mail.register_notice(
    "meldcode.nobody_inside",
    _(
        "A Meldcode case waits, and nobody is there who may work on it. You are asked to name a deputy."
    ),
)


def tell_inside(
    case: Case, permission: str, *, notice: str, path: str = "", key: str, but: Actor = SYSTEM
) -> None:
    """Mail `notice` to who holds `permission` on this case and is not shut out of it; a deputy too.

    Not to `but`, who caused it. When that is nobody, to AF HGKM, manager or their deputies; when nobody
    of them is inside either, the board is told that the case waits. `path` is the case's own page.
    """
    waiting = [user for user in holders_on(case, permission) if user.pk != but.pk]
    waiting = waiting or [user for user in holders_on(case, MANAGE) if user.pk != but.pk]
    for user in waiting:
        address = path or reverse("meldcode:case", args=[case.pk])
        mail.notify(user_id=user.pk, notice=notice, path=address, key=key)
    if not waiting:
        tell_board(case, notice=NOBODY_INSIDE, path=reverse("meldcode:deputies"), key=key)


def tell_board(case: Case, *, notice: str, path: str, key: str) -> None:
    """Mail the bestuur, except who is shut out; without bestuur the functioneel beheerder hears it (R10)."""
    board = holders_on(case, NAME)
    for user in board:
        mail.notify(user_id=user.pk, notice=notice, path=path, key=key)
    if not board:
        tell_keepers(case.school_id, key=f"keepers:{key}")
