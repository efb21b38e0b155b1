"""Says to Postgres who acts, for row-level security and the audit function.

The settings are local to the transaction: a session-level setting would leak into the next request on
the same connection. Without a context the app role sees no row of any child (fail closed).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from core.actors import SYSTEM, Actor

_READ = (
    "select current_setting('app.user_id', true), current_setting('app.scope', true),"
    " current_setting('app.request_id', true)"
)
_WRITE = (
    "select set_config('app.user_id', %s, true), set_config('app.scope', %s, true),"
    " set_config('app.request_id', %s, true)"
)


@contextmanager
def acting_as(actor: Actor, *, request_id: str = "") -> Iterator[None]:
    """Run the block in a transaction in which Postgres knows `actor`; nested contexts are restored.

    An actor without a primary key that is not the system (an anonymous visitor) sees nothing.
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            before = None
            if nested:
                cursor.execute(_READ)
                before = [value or "" for value in cursor.fetchone()]
            scope = "system" if actor.is_system else "user"
            cursor.execute(_WRITE, [str(actor.pk or ""), scope, request_id])
        try:
            yield
        finally:
            if before is not None and not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute(_WRITE, before)


@contextmanager
def acting_as_system() -> Iterator[None]:
    """Run the block as SYSTEM: scheduled tasks and commands, which see every school."""
    with acting_as(SYSTEM):
        yield
