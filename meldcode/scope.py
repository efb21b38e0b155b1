"""On which cases somebody holds a permission by a grant, and from which cases they are shut out.

Both are asked of Postgres: a person who is shut out can't read the row that says so.
"""

import uuid
from types import MappingProxyType
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from core.workdays import today
from schools.grants import granted
from schools.scope import once_a_request
from schools.staffing import holders

READER: Final = "view_case"
MANAGER_PLACE: Final = "take_manager_place"
AF_PLACE: Final = "take_af_place"
DECIDER: Final = "settle_case"

_TEAM: Final = (READER, MANAGER_PLACE, AF_PLACE, DECIDER)
_PLACES: Final = (MANAGER_PLACE, AF_PLACE)

# What a grant on one case lets somebody do (R1, M8); all other permissions need the role. To settle a
# disagreement takes a grant: no role holds it.
BY_GRANT: Final = MappingProxyType(
    {
        "meldcode.view_case": _TEAM,
        "meldcode.work_on_case": (AF_PLACE,),
        "meldcode.answer_weighing": (AF_PLACE,),
        "meldcode.propose_decision": (AF_PLACE,),
        "meldcode.ask_colleague": (AF_PLACE,),
        "meldcode.confirm_decision": (MANAGER_PLACE,),
        "meldcode.file_report": (MANAGER_PLACE,),
        "meldcode.report_now": _PLACES,
        "meldcode.write_letter": _PLACES,
        "meldcode.manage_people": _PLACES,
        "meldcode.download_rapportage": _PLACES,
        "meldcode.download_record": _PLACES,
        "meldcode.settle_decision": (DECIDER,),
    }
)


def cases_with(user: Any, permission: str) -> QuerySet[Any, Any]:
    """Return the ids of cases on which a running grant gives `user` the permission."""
    codes = BY_GRANT.get(permission, ())
    found = granted(user, *(codes or _TEAM))
    return found if codes else found.none()


def shut_out(user: Any) -> tuple[uuid.UUID, ...]:
    """Return the cases from which `user` is shut out today; one query a request."""
    if not getattr(user, "is_authenticated", False):
        return ()
    return once_a_request(user, "shut_out", lambda: _ask(user.pk))


def _ask(user_id: int) -> tuple[uuid.UUID, ...]:
    with connection.cursor() as cursor:
        cursor.execute("select app.shut_out_of(%s)", [user_id])
        (found,) = cursor.fetchone()
    return tuple(found or ())


def holders_on(case: Any, permission: str) -> list[User]:
    """Return who holds `permission` on this case today, by a role or a grant, and isn't shut out of it.

    For mail and for the choice of a colleague; call it as SYSTEM where the reader may not see all.
    """
    running = case.grants.filter(
        permission__codename__in=BY_GRANT.get(permission, ()), expires_on__gte=today()
    )
    by_grant = {given.user for given in running.select_related("user")}
    people = {*holders(case.school_id, permission), *by_grant}
    inside = [user for user in people if user.is_active and case.pk not in _ask(user.pk)]
    return sorted(inside, key=lambda user: (user.display_name, user.pk))
