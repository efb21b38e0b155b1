"""Roles and rights of the database, asked from a real server as the app role itself."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

from schoolsafety import provision as module
from schoolsafety.embedded import PostgresHandle
from schoolsafety.provision import ProvisionError, provision

WHO = {"database": "rights", "owner": "rights_owner", "app": "rights_app"}


@contextmanager
def cursor(url: str) -> Iterator[Any]:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


@pytest.fixture(scope="module")
def provisioned(server: PostgresHandle) -> PostgresHandle:
    provision(server.superuser_dsn, **WHO)
    with cursor(server.url(WHO["owner"], WHO["database"])) as owner:
        owner.execute("CREATE TABLE record (id serial PRIMARY KEY, note text)")
        owner.execute(
            "CREATE FUNCTION app.secret() RETURNS int LANGUAGE sql SECURITY DEFINER"
            " SET search_path = '' AS 'SELECT 1'"
        )
    return server


@pytest.fixture
def as_app(provisioned: PostgresHandle) -> Iterator[Any]:
    with cursor(provisioned.url(WHO["app"], WHO["database"])) as found:
        yield found


def test_the_app_role_reads_and_writes_the_owners_tables(as_app: Any) -> None:
    as_app.execute("INSERT INTO record (note) VALUES ('a') RETURNING id")
    (number,) = as_app.fetchone()
    as_app.execute("UPDATE record SET note = 'b' WHERE id = %s", [number])
    as_app.execute("DELETE FROM record WHERE id = %s", [number])
    assert as_app.rowcount == 1


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE record",
        "DROP TABLE record",
        "ALTER TABLE record DISABLE TRIGGER ALL",
        "ALTER TABLE record ADD COLUMN more text",
        "CREATE TABLE mine (id int)",
        "CREATE TABLE app.mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE TRIGGER mine BEFORE INSERT ON record FOR EACH ROW"
        " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "SELECT app.secret()",
        "SET ROLE rights_owner",
        "SET session_replication_role = replica",
        "ALTER ROLE rights_app SUPERUSER",
    ],
)
def test_the_app_role_is_refused(as_app: Any, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        as_app.execute(statement)


def test_neither_role_stands_above_the_rules(provisioned: PostgresHandle) -> None:
    with cursor(provisioned.superuser_dsn) as root:
        root.execute(
            "SELECT bool_or(rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls"
            " OR rolreplication), bool_and(rolcanlogin) FROM pg_roles WHERE rolname IN %s",
            [(WHO["owner"], WHO["app"])],
        )
        assert root.fetchone() == (False, True)


def test_the_database_is_the_owners_in_utf8_and_code_point_order(
    provisioned: PostgresHandle,
) -> None:
    with cursor(provisioned.superuser_dsn) as root:
        root.execute(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datlocale"
            " FROM pg_database WHERE datname = %s",
            [WHO["database"]],
        )
        assert root.fetchone() == (WHO["owner"], "UTF8", "C.UTF-8")


def test_others_can_not_connect(provisioned: PostgresHandle) -> None:
    with cursor(provisioned.superuser_dsn) as root:
        root.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(provisioned.url("stranger", WHO["database"]))


def test_running_it_again_mends_what_was_widened_and_keeps_the_data(
    provisioned: PostgresHandle,
) -> None:
    with cursor(provisioned.superuser_dsn) as root:
        root.execute("ALTER ROLE rights_app SUPERUSER CREATEDB BYPASSRLS")
        root.execute("GRANT rights_owner TO rights_app")
    with cursor(provisioned.url(WHO["owner"], WHO["database"])) as owner:
        owner.execute("GRANT CREATE ON SCHEMA public TO rights_app")
        owner.execute("INSERT INTO record (note) VALUES ('kept')")

    provision(provisioned.superuser_dsn, **WHO)

    with cursor(provisioned.superuser_dsn) as root:
        root.execute("SELECT pg_has_role('rights_app', 'rights_owner', 'MEMBER')")
        assert root.fetchone() == (False,)
        root.execute("SELECT rolsuper FROM pg_roles WHERE rolname = 'rights_app'")
        assert root.fetchone() == (False,)
        root.execute("SELECT has_schema_privilege('rights_app', 'public', 'CREATE')")
        assert root.fetchone() == (False,)
    with cursor(provisioned.url(WHO["app"], WHO["database"])) as app:
        app.execute("SELECT count(*) FROM record WHERE note = 'kept'")
        assert app.fetchone() == (1,)


def test_names_are_quoted(server: PostgresHandle) -> None:
    odd = {"database": 'a "b"; c', "owner": "Own'er", "app": "App-role"}
    provision(server.superuser_dsn, **odd)
    provision(server.superuser_dsn, **odd)
    with cursor(server.url(odd["app"], odd["database"])) as app:
        app.execute("SELECT current_user, current_database()")
        assert app.fetchone() == (odd["app"], odd["database"])


def test_one_role_for_both_is_refused(server: PostgresHandle) -> None:
    with pytest.raises(ProvisionError, match="must differ"):
        provision(server.superuser_dsn, database="x", owner="same", app="same")


def test_operators_name_their_server_by_urls_and_files(
    server: PostgresHandle, tmp_path: Path
) -> None:
    secret = tmp_path / "owner"
    secret.write_text("postgres://file_owner:p%40ss@db/from_file\n")
    module.main(
        {
            "DATABASE_SUPERUSER_URL": server.url("postgres", "postgres"),
            "DATABASE_OWNER_URL_FILE": str(secret),
            "DATABASE_URL": "postgres://file_app:other@db/from_file",
        }
    )
    with cursor(server.superuser_dsn) as root:
        root.execute(
            "SELECT count(*) FROM pg_authid WHERE rolname IN ('file_owner', 'file_app')"
            " AND rolpassword LIKE 'SCRAM-SHA-256$%'"
        )
        assert root.fetchone() == (2,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"DATABASE_URL": ""}, "Set DATABASE_URL or DATABASE_URL_FILE"),
        ({"DATABASE_URL": "no url"}, "DATABASE_URL isn't a postgres"),
        ({"DATABASE_URL": "postgres://app@db/other"}, "must name the same database"),
        ({"DATABASE_OWNER_URL": "postgres://db/one"}, "DATABASE_OWNER_URL must name a user"),
    ],
)
def test_a_wrong_variable_is_named(change: dict[str, str], said: str) -> None:
    env = {
        "DATABASE_SUPERUSER_URL": "postgres://root@db/postgres",
        "DATABASE_OWNER_URL": "postgres://owner@db/one",
        "DATABASE_URL": "postgres://app@db/one",
    }
    with pytest.raises(ProvisionError, match=said):
        module.main(env | change)
