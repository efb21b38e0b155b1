"""On which cases somebody holds a permission by a grant, and from which cases they are shut out.

Both are asked of Postgres: a person who is shut out can't read the row that says so.
"""

import uuid
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from django.db import connection

from accounts.models import User
from core.workdays import today
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


class Part(NamedTuple):
    """The part that somebody has in cases apart from a role: shut out of these, let into those."""

    shut_out: tuple[uuid.UUID, ...] = ()
    given: frozenset[tuple[str, uuid.UUID]] = frozenset()


# What `schools.grants.granted` asks, in one query with who is shut out: nearly every page asks both.
_BOTH: Final = """
select app.shut_out_of(%(user)s), array(
  select p.codename || ':' || g.content_object_id
  from meldcode_casegrant g join auth_permission p on p.id = g.permission_id
  where g.user_id = %(user)s and g.expires_on >= %(day)s
)
"""


def cases_with(user: Any, permission: str) -> frozenset[uuid.UUID]:
    """Return the ids of cases on which a running grant gives `user` the permission."""
    codes = BY_GRANT.get(permission, ())
    return frozenset(case for code, case in _part(user).given if code in codes)


def places_of(user: Any, code: str) -> frozenset[uuid.UUID]:
    """Return the ids of cases in which `user` holds one grant, and from which they are not shut out."""
    part = _part(user)
    return frozenset(case for held, case in part.given if held == code) - {*part.shut_out}


def shut_out(user: Any) -> tuple[uuid.UUID, ...]:
    """Return the cases from which `user` is shut out today."""
    return _part(user).shut_out


def _part(user: Any) -> Part:
    if not getattr(user, "is_authenticated", False):
        return Part()
    return once_a_request(user, "part_in_cases", lambda: _ask(user.pk))


def _ask(user_id: int) -> Part:
    with connection.cursor() as cursor:
        cursor.execute(_BOTH, {"user": user_id, "day": today()})
        out, given = cursor.fetchone()
    pairs = (row.partition(":") for row in given)
    return Part(tuple(out), frozenset((code, uuid.UUID(case)) for code, _colon, case in pairs))


def holders_on(case: Any, permission: str) -> list[User]:
    """Return who holds `permission` on this case today, by a role or a grant, and isn't shut out of it.

    For mail and for the choice of a colleague; call it as SYSTEM where the reader may not see all.
    """
    running = case.grants.filter(
        permission__codename__in=BY_GRANT.get(permission, ()), expires_on__gte=today()
    )
    by_grant = {given.user for given in running.select_related("user")}
    people = {*holders(case.school_id, permission), *by_grant}
    inside = [user for user in people if user.is_active and case.pk not in _ask(user.pk).shut_out]
    return sorted(inside, key=lambda user: (user.display_name, user.pk))
