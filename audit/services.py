"""Writing to the audit log, in the transaction of what it is about."""

import json
import re
from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from audit import registry
from core.actors import Actor

_CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,64}")


def _checked(value: Any) -> Any:
    """Return `value` if it can't hold a name or a narrative: numbers, flags, codes, lists of them."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_checked(item) for item in sorted(value, key=str)]
    text = str(value)
    if not _CODE.fullmatch(text):
        raise ValueError("audit details hold codes and numbers only")
    return text


def record(
    action: str,
    *,
    actor: Actor,
    obj: models.Model | None = None,
    object_type: str = "",
    object_id: str = "",
    school_id: int | None = None,
    pupil_id: object | None = None,
    **detail: Any,
) -> None:
    """Append one event to the chain of its school (chain 0 if it has none).

    `obj` gives type, id, school and pupil where it has them; keywords override. Further keywords are
    details: codes, numbers, field names. Raises KeyError for an unregistered action and ValueError for
    a detail that could hold a name. The lock on the chain lasts until the transaction ends.
    """
    registry.get(action)
    if obj is not None:
        object_type = object_type or obj._meta.label_lower
        object_id = object_id or str(obj.pk)
        is_school = obj._meta.label_lower == "schools.school"
        is_pupil = obj._meta.label_lower == "schools.pupil"
        school_id = school_id or (obj.pk if is_school else getattr(obj, "school_id", None))
        pupil_id = pupil_id or (obj.pk if is_pupil else getattr(obj, "pupil_id", None))
    payload = json.dumps({name: _checked(value) for name, value in detail.items()})
    with connection.cursor() as cursor:
        cursor.execute(
            "select app.audit_record(%s::bigint, %s::text, %s::text, %s::text, %s::bigint,"
            " %s::uuid, %s::jsonb)",
            [
                actor.pk,
                action,
                object_type,
                object_id,
                school_id,
                None if pupil_id is None else str(pupil_id),
                payload,
            ],
        )


def record_many(
    action: str, *, actor: Actor, rows: Iterable[tuple[models.Model, dict[str, Any]]]
) -> None:
    """Append one event a row, in one statement, for what changes by the hundred (an import).

    `rows` are objects of one school with their details, in the order of the chain. Raises as
    `record` does.
    """
    registry.get(action)
    events = [
        {
            "type": obj._meta.label_lower,
            "id": str(obj.pk),
            "school": getattr(obj, "school_id", None),
            "pupil": str(obj.pk) if obj._meta.label_lower == "schools.pupil" else None,
            "detail": {name: _checked(value) for name, value in detail.items()},
        }
        for obj, detail in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "select app.audit_record(%s::bigint, %s::text, e ->> 'type', e ->> 'id',"
            " (e ->> 'school')::bigint, (e ->> 'pupil')::uuid, e -> 'detail')"
            " from jsonb_array_elements(%s::jsonb) with ordinality as x (e, n) order by n",
            [actor.pk, action, json.dumps(events)],
        )
