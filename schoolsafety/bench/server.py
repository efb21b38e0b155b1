"""The bench's own Postgres and database, apart from those of `make run`, kept for the next time."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import environ
import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg2 import sql
from psycopg2.extensions import make_dsn

from core.crypto import write_new_keyring
from schoolsafety.embedded import PostgresHandle, start_postgres
from schoolsafety.provision import provision

#: Postgres as it comes, but for checkpoints: they would fall into the measuring by chance.
SETTINGS = {"max_wal_size": "8GB", "checkpoint_timeout": "60min"}
OWNER, APP = "sv_owner", "sv_app"

Fill = Callable[[Any], None]


@contextmanager
def database(var: Path, name: str, *, fresh: bool, fill: Fill) -> Iterator[None]:
    """Point Django at database `name` of the bench's server, as the app role, for the block.

    `fill(connection)` fills a new one, with a superuser's psycopg2 connection; it gets its name only when
    it is full, so a run that was broken off leaves nothing behind. `fresh` makes one that is there anew.
    Raises EmbeddedError when Postgres can't be started.
    """
    server = start_postgres(var, SETTINGS)
    try:
        settings.KEYRING_FILE = str(var / "keyring.json")
        write_new_keyring(var / "keyring.json")
        logging.disable(logging.INFO)
        if fresh or not _exists(server, name):
            _make(server, name, fill)
        _use(server, name)
        yield
    finally:
        connections.close_all()
        server.stop()


def _make(server: PostgresHandle, name: str, fill: Fill) -> None:
    filling = f"{name}_filling"
    _administer(server, "drop database if exists {}", filling)
    provision(server.superuser_dsn, database=filling, owner=OWNER, app=APP)
    _use(server, filling)
    with closing(psycopg2.connect(make_dsn(server.superuser_dsn, dbname=filling))) as connection:
        fill(connection)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")  # as autovacuum would have done on the way
            cursor.execute("checkpoint")
    connections.close_all()
    _administer(server, "drop database if exists {}", name)
    _administer(server, "alter database {} rename to {}", filling, name)


def _use(server: PostgresHandle, name: str) -> None:
    """Let `default` be this database as the app role; and migrate it as its owner."""
    for alias, role in (("default", APP), ("owner", OWNER)):
        url = environ.Env.db_url_config(server.url(role, name))
        made = connections.configure_settings({"default": {}, alias: url})[alias]
        if alias in connections.settings:
            connections[alias].close()
            connections[alias].settings_dict.update(
                {key: made[key] for key in ("NAME", "USER", "HOST", "PORT", "OPTIONS")}
            )
        else:
            connections.settings[alias] = made
    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()


def _exists(server: PostgresHandle, name: str) -> bool:
    with (
        closing(psycopg2.connect(server.superuser_dsn)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        return cursor.fetchone() is not None


def _administer(server: PostgresHandle, statement: str, *names: str) -> None:
    with closing(psycopg2.connect(server.superuser_dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
