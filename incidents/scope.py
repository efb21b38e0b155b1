"""From which incidents somebody is shut out, because they took the initiative themselves (I3, P2).

Asked of Postgres: a person who is shut out can't read the row that says so.
"""

import uuid
from typing import Any, Final

from django.db import connection

from schools.scope import once_a_request

_OUT: Final = "select app.shut_out_of_incidents(%s)"


def shut_out(user: Any) -> tuple[uuid.UUID, ...]:
    """Return the incidents that don't exist for `user` today, whatever their role or report."""
    if not getattr(user, "is_authenticated", False):
        return ()
    return once_a_request(user, "shut_out_of_incidents", lambda: _ask(user.pk))


def _ask(user_id: int) -> tuple[uuid.UUID, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_OUT, [user_id])
        return tuple(cursor.fetchone()[0])
