"""Mail to a role at a school. If nobody holds the role, somebody else hears of it: never silence."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from core.actors import SYSTEM, Actor
from schools.staffing import holders

VACANT = mail.register_notice(
    "schools.vacant",
    _(
        "Something waits at a school where nobody is AF HGKM or manager sociale veiligheid. Give "
        "somebody that role today."
    ),
)


def tell(
    school_id: int, permission: str, *, notice: str, path: str, key: str, but: Actor = SYSTEM
) -> None:
    """Mail `notice` to everybody who holds `permission` at the school, except `but`, who caused it.

    When that is nobody, to the AF HGKM and the manager; when there are none either, the functioneel
    beheerder hears that the role is not filled (R2, R3, R10).
    """
    waiting = [user for user in holders(school_id, permission) if user.pk != but.pk]
    if not waiting:
        casework = holders(school_id, "meldcode.view_case")
        waiting = [user for user in casework if user.pk != but.pk]
    for user in waiting:
        mail.notify(user_id=user.pk, notice=notice, path=path, key=key)
    if not waiting:
        staff = reverse("schools:staff", args=[school_id])
        for user in holders(school_id, "schools.manage_staff"):
            mail.notify(user_id=user.pk, notice=VACANT, path=staff, key=f"vacant:{key}")
