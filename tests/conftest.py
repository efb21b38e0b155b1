"""Real Postgres and Redis for every test, with the app role's rights and nothing more.

The template database is migrated once by the owner. A normal test runs in a transaction that is rolled
back; a test marked `committed` gets a copy of the template for itself, in which commits are real.
Outside a request, tests act as SYSTEM; the requests of a test client act as their user.
"""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg2
import pytest
from django.conf import settings
from django.db import connections
from psycopg2 import sql

from core.context import acting_as_system
from core.crypto import KeyRing
from schoolsafety.embedded import FAST_UNSAFE_SETTINGS, start_postgres, start_redis
from schoolsafety.provision import provision

# Nothing is timed in tests, and a busy machine is no fault of the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
os.environ["KEYRING"] = KeyRing.generate().to_json()
_VAR = Path(os.environ.get("SV_VAR") or settings.BASE_DIR / "var") / "test"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    server = start_postgres(_VAR, FAST_UNSAFE_SETTINGS)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Any]:
    server = start_redis(_VAR)
    yield server
    server.stop()


def _run_as_superuser(server: Any, *statements: Any) -> None:
    connection = psycopg2.connect(server.superuser_dsn)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def _drop(server: Any, name: str) -> None:
    _run_as_superuser(
        server, sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    )


def _copy(server: Any, template: str, name: str) -> None:
    _run_as_superuser(
        server,
        sql.SQL("create database {} template {} owner sv_owner").format(
            sql.Identifier(name), sql.Identifier(template)
        ),
        sql.SQL("revoke connect on database {} from public").format(sql.Identifier(name)),
        sql.SQL("grant connect on database {} to sv_app").format(sql.Identifier(name)),
    )


def _use(server: Any, name: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict.update(
        NAME=name, USER="sv_app", HOST=str(server.socket_dir), PORT=str(server.port)
    )


@pytest.fixture(scope="session")
def template_database(postgres: Any, django_db_blocker: Any) -> Iterator[str]:
    """A migrated database that nobody writes to."""
    import environ
    from django.core.management import call_command

    name = f"t_{uuid.uuid4().hex[:12]}"
    provision(postgres.superuser_dsn, database=name)
    owner = environ.Env.db_url_config(postgres.url("sv_owner", name))
    connections.settings["owner"] = connections.configure_settings({"default": {}, "owner": owner})[
        "owner"
    ]
    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
        connections["owner"].close()
    yield name
    _drop(postgres, name)


@pytest.fixture(scope="session")
def django_db_setup(
    postgres: Any, template_database: str, django_db_blocker: Any
) -> Iterator[None]:
    name = f"{template_database}_main"
    _copy(postgres, template_database, name)
    with django_db_blocker.unblock():
        _use(postgres, name)
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
    _drop(postgres, name)


@pytest.fixture
def committed_database(
    postgres: Any, template_database: str, django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """A database of its own: commits, threads and other processes see the same rows."""
    main = f"{template_database}_main"
    name = f"t_{uuid.uuid4().hex[:12]}"
    _copy(postgres, template_database, name)
    with django_db_blocker.unblock():
        _use(postgres, name)
        yield name
        connections.close_all()
        _use(postgres, main)
    _drop(postgres, name)


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give every test its database, and act as SYSTEM outside requests."""
    if request.node.get_closest_marker("committed"):
        request.getfixturevalue("committed_database")
        yield
    elif "postgres_free" in request.keywords:
        yield
    else:
        request.getfixturevalue("db")
        with acting_as_system():
            yield


@pytest.fixture
def world(_database: None) -> Any:
    """Two schools of one board, one person a role, an outsider, two pupils and a parent."""
    from tests.factories import make_world

    with acting_as_system():
        return make_world()


@pytest.fixture
def access_world(_database: None) -> Any:
    """The world of the access matrix: one object of every kind, and every kind of person."""
    from tests.access_world import make_access_world

    return make_access_world()


@pytest.fixture
def clients(access_world: Any) -> Any:
    """A client for each persona of the access matrix."""
    from tests.access_world import log_in_everyone

    return log_in_everyone(access_world)


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refusals without a page, for tests that ask for thousands."""
    from tests.access_world import plain_refusals

    with plain_refusals(monkeypatch):
        yield
