"""Migrations go back as well as forth, and leave the app role with no more rights than it needs."""

import uuid
from collections.abc import Iterator
from typing import Any

import environ
import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection, connections
from psycopg2 import sql

from schoolsafety.provision import provision

OWN_APPS = [
    "monitoring", "meldcode", "incidents", "protocols", "dossiers", "writing", "schools", "accounts", "audit",
    "core",
]  # fmt: skip
READ_ONLY = {"audit_event", "audit_chain"}


@pytest.fixture
def empty_database(postgres: Any, template_database: str, django_db_blocker: Any) -> Iterator[Any]:
    """A provisioned database without tables, reached as its owner under the alias `owner`."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    provision(postgres.superuser_dsn, database=name)
    owner = connections["owner"]
    before = dict(owner.settings_dict)
    owner.close()
    owner.settings_dict.update(environ.Env.db_url_config(postgres.url("sv_owner", name)))
    with django_db_blocker.unblock():
        yield owner
        owner.close()
    owner.settings_dict.update(before)
    admin = psycopg2.connect(postgres.superuser_dsn)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(
            sql.SQL("drop database {} with (force)").format(sql.Identifier(name)),
        )
    admin.close()


@pytest.mark.postgres_free
def test_every_migration_of_ours_goes_back_and_forth(empty_database: Any) -> None:
    call_command("migrate", database="owner", verbosity=0)
    tables = set(empty_database.introspection.table_names())
    for app in OWN_APPS:
        call_command("migrate", app, "zero", database="owner", verbosity=0)
    left = set(empty_database.introspection.table_names())
    assert not {table for table in left if table.partition("_")[0] in OWN_APPS}
    call_command("migrate", database="owner", verbosity=0)
    assert set(empty_database.introspection.table_names()) == tables


def test_app_role_owns_nothing_and_may_not_truncate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_class where pg_get_userbyid(relowner) = 'sv_app'")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "select distinct privilege_type from information_schema.role_table_grants"
            " where grantee = 'sv_app'"
        )
        assert {row[0] for row in cursor} <= {"SELECT", "INSERT", "UPDATE", "DELETE"}
        cursor.execute(
            "select distinct table_name from information_schema.role_table_grants"
            " where grantee = 'sv_app' and privilege_type <> 'SELECT' and table_name = any(%s)",
            [sorted(READ_ONLY)],
        )
        assert cursor.fetchall() == []
