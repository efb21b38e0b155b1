"""Mail to a role at a school, or to a stand-in. If nobody holds a role, somebody else hears of it."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from core.actors import SYSTEM, Actor
from schools.models import PupilGrant
from schools.staffing import holders

VACANT = mail.register_notice(
    "schools.vacant",
    _(
        "Something waits at a school where nobody is AF HGKM or manager sociale veiligheid. Give "
        "somebody that role today."
    ),
)

ACCESS_GIVEN = mail.register_notice(
    "schools.access_given", _("You were given access to the dossier of a pupil, until a day.")
)


def access_given(given: PupilGrant) -> None:
    """Tell the stand-in, again when the last day became another one."""
    mail.notify(
        user_id=given.user_id,
        notice=ACCESS_GIVEN,
        path=reverse("dossiers:dossier", args=[given.content_object_id]),
        key=f"access:{given.pk}:{given.expires_on}",
    )


def tell(
    school_id: int,
    permission: str,
    *,
    notice: str,
    path: str,
    key: str,
    but: Actor = SYSTEM,
    kept_out: Collection[int] = (),
) -> None:
    """Mail `notice` to everybody who holds `permission` at the school, except `but`, who caused it.

    Nor to the accounts `kept_out`, from whom it is kept (schools/kept_out.py).

    When that is nobody, to the AF HGKM and the manager; when there are none either, the functioneel
    beheerder hears that the role is not filled (R2, R3, R10).
    """
    no = {but.pk, *kept_out}
    waiting = [user for user in holders(school_id, permission) if user.pk not in no]
    if not waiting:
        casework = holders(school_id, "meldcode.view_case")
        waiting = [user for user in casework if user.pk not in no]
    for user in waiting:
        mail.notify(user_id=user.pk, notice=notice, path=path, key=key)
    if not waiting:
        tell_keepers(school_id, key=f"vacant:{key}")


def tell_keepers(school_id: int, *, key: str, notice: str = VACANT) -> None:
    """Mail the functioneel beheerder, who can give somebody the role that is missing (R10)."""
    staff = reverse("schools:staff", args=[school_id])
    for user in holders(school_id, "schools.manage_staff"):
        mail.notify(user_id=user.pk, notice=notice, path=staff, key=key)
