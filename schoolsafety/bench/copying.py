"""Rows by the hundred thousand: instances of the models through COPY, narratives truly encrypted.

`bulk_create` takes four times as long. What a save would do is done here as well: a primary key is given,
and an encrypted field becomes a ciphertext that is bound to its row (core.fields).
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, time
from io import StringIO
from typing import Any, TypeVar

from django.db import models
from psycopg2 import sql

from core.fields import EncryptedTextField

M = TypeVar("M", bound=models.Model)

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Loader:
    """Gathers instances and copies them in one go a table.

    Takes a psycopg2 connection of a role that row-level security doesn't narrow. Foreign keys are
    checked at the commit, so that the order of tables doesn't matter.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._lines: dict[type[models.Model], list[str]] = defaultdict(list)
        self._last: dict[type[models.Model], int] = {}

    def add(self, obj: M) -> M:
        """Take a new instance, complete as it is; returns it with its primary key."""
        if obj.pk is None:
            obj.pk = self._next(type(obj))
        values = (_value(obj, field) for field in _columns(type(obj)))
        self._lines[type(obj)].append("\t".join(_text(value) for value in values) + "\n")
        return obj

    def flush(self) -> None:
        """Copy what was gathered and commit it."""
        with self._connection.cursor() as cursor:
            for model, lines in self._lines.items():
                names = [sql.Identifier(str(field.column)) for field in _columns(model)]
                copy = sql.SQL("copy {} ({}) from stdin").format(
                    sql.Identifier(model._meta.db_table), sql.SQL(", ").join(names)
                )
                cursor.copy_expert(copy.as_string(cursor), StringIO("".join(lines)))
        self._connection.commit()
        self._lines.clear()

    def finish(self) -> None:
        """Copy the last rows and let each sequence go on after the keys that were given."""
        self.flush()
        with self._connection.cursor() as cursor:
            for model, last in self._last.items():
                cursor.execute(
                    "select setval(pg_get_serial_sequence(%s, 'id'), %s)",
                    [model._meta.db_table, last],
                )
        self._connection.commit()

    def _next(self, model: type[models.Model]) -> int:
        if model not in self._last:
            with self._connection.cursor() as cursor:
                table = sql.Identifier(model._meta.db_table)
                cursor.execute(sql.SQL("select coalesce(max(id), 0) from {}").format(table))
                self._last[model] = cursor.fetchone()[0]
        self._last[model] += 1
        return self._last[model]


def _columns(model: type[models.Model]) -> Sequence["models.Field[Any, Any]"]:
    found: Sequence[models.Field[Any, Any]] = model._meta.concrete_fields
    return found


def _value(obj: models.Model, field: "models.Field[Any, Any]") -> Any:
    if isinstance(field, EncryptedTextField):
        return field.pre_save(obj, add=True)
    value = getattr(obj, field.attname)
    return json.dumps(value) if isinstance(field, models.JSONField) else value


def _text(value: Any) -> str:
    """Return a value in the text format of COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):  # of codes, which need no quotes
        return "{" + ",".join(value) + "}"
    return str(value).translate(_ESCAPES)
