"""The same form sent twice is one record: the form's key is the record's primary key."""

import uuid
from typing import TypeVar

from django.db import connection, models
from django.utils.translation import gettext as _

from core.errors import Refused

M = TypeVar("M", bound=models.Model)


def already_made(model: type[M], key: uuid.UUID, **owner: object) -> M | None:
    """Return the record that an earlier send of the same form made, or None for a first send.

    `owner` are the field values that prove that it is the same form (its maker, its pupil). Takes a
    lock on the key until the end of the transaction, so that two sends at the same moment queue up.
    Raises Refused if the key belongs to somebody else's record.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
    found = model._default_manager.filter(pk=key).first()
    if found is None:
        return None
    if any(getattr(found, name) != value for name, value in owner.items()):
        raise Refused(_("This form cannot be used again. Open a new one."))
    return found
