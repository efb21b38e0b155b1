"""Make the two database roles and the database; safe to run as often as you like.

The *owner* migrates and owns every table; the *app* role runs web and workers and owns nothing,
since whoever owns a table can drop its triggers, row policies and audit protection.

For your own server: `python -m schoolsafety.provision`, as a superuser, before the first migration:

    DATABASE_SUPERUSER_URL   a superuser, on any database of the server
    DATABASE_OWNER_URL       the database and owner to make; its password is set when given
    DATABASE_URL             the same database for the app role; likewise

Each may come from a file instead: DATABASE_URL_FILE and so on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, make_dsn, parse_dsn

#: Postgres 17 brought a C.UTF-8 that is the same on every machine.
BUILTIN_LOCALE_SINCE = 170000
#: Postgres 15 lets a database choose its collation provider.
PROVIDER_SINCE = 150000

FUNCTIONS_SCHEMA = "app"  # of the security-definer functions

#: Run in the database, in this order.
RIGHTS = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "REVOKE ALL ON SCHEMA public FROM {app}",
    "GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
    "GRANT USAGE ON SCHEMA public TO {app}",
    "CREATE SCHEMA IF NOT EXISTS {functions} AUTHORIZATION {owner}",
    "ALTER SCHEMA {functions} OWNER TO {owner}",
    "REVOKE ALL ON SCHEMA {functions} FROM PUBLIC",
    "REVOKE ALL ON SCHEMA {functions} FROM {app}",
    "GRANT USAGE ON SCHEMA {functions} TO {app}",
    # What the owner makes from now on. Never TRUNCATE, REFERENCES or TRIGGER.
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    " GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    # Functions are executable by everyone unless said otherwise: each migration grants its own.
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
)


class ProvisionError(RuntimeError):
    """The server can't be provisioned as asked; the message says what to change."""


def provision(
    superuser_dsn: str,
    *,
    database: str = "schoolsafety",
    owner: str = "sv_owner",
    app: str = "sv_app",
    owner_password: str | None = None,
    app_password: str | None = None,
) -> None:
    """Make the roles `owner` and `app` and the `database`, or bring what is there in line.

    Takes a DSN or URL of a superuser on any database of the server. A password is set when given.
    Raises ProvisionError when the roles are the same, psycopg2.Error when the server refuses.
    """
    if owner == app:
        raise ProvisionError("The owner and the app role must differ: the app may own nothing.")
    with closing(_connect(superuser_dsn)) as connection, connection.cursor() as cursor:
        # Two who prepare the same new server at once queue up; the lock ends with the connection.
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        _ensure_role(cursor, owner, owner_password)
        _ensure_role(cursor, app, app_password)
        _refuse_membership(cursor, owner, app)
        _ensure_database(cursor, connection.server_version, database, owner, app)
    names = {"owner": owner, "app": app, "functions": FUNCTIONS_SCHEMA}
    inside = _connect(make_dsn(superuser_dsn, dbname=database))
    with closing(inside) as connection, connection.cursor() as cursor:
        for statement in RIGHTS:
            cursor.execute(_named(statement, names))


_LOCK = 7_201_001


def _connect(dsn: str) -> Any:
    connection = psycopg2.connect(dsn)
    connection.set_isolation_level(
        ISOLATION_LEVEL_AUTOCOMMIT
    )  # CREATE DATABASE takes no transaction
    return connection


def _named(statement: str, names: Mapping[str, str]) -> sql.Composed:
    quoted = {key: sql.Identifier(value) for key, value in names.items()}
    return sql.SQL(statement).format(**quoted)


def _ensure_role(cursor: Any, role: str, password: str | None) -> None:
    names = {"role": role}
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone() is None:
        cursor.execute(_named("CREATE ROLE {role}", names))
    cursor.execute(
        _named(
            "ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
            names,
        )
    )
    if password:
        cursor.execute(_named("ALTER ROLE {role} PASSWORD %s", names), [password])


def _refuse_membership(cursor: Any, owner: str, app: str) -> None:
    """A member of the owner role could act as owner; take that away if someone gave it."""
    cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [app, owner])
    if cursor.fetchone()[0]:
        cursor.execute(_named("REVOKE {owner} FROM {app}", {"owner": owner, "app": app}))


def _ensure_database(cursor: Any, version: int, database: str, owner: str, app: str) -> None:
    names = {"database": database, "owner": owner, "app": app}
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    if cursor.fetchone() is None:
        create = "CREATE DATABASE {database} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8' "
        cursor.execute(_named(create + _locale(cursor, version), names))
    cursor.execute(_named("ALTER DATABASE {database} OWNER TO {owner}", names))
    cursor.execute(_named("REVOKE ALL ON DATABASE {database} FROM PUBLIC", names))
    cursor.execute(_named("REVOKE ALL ON DATABASE {database} FROM {app}", names))
    cursor.execute(_named("GRANT CONNECT ON DATABASE {database} TO {owner}, {app}", names))


def _locale(cursor: Any, version: int) -> str:
    """Return the locale clause: code-point order everywhere; people sort by a stored key."""
    if version >= BUILTIN_LOCALE_SINCE:
        return "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"
    cursor.execute("SELECT collname FROM pg_collation WHERE collname IN ('C.utf8', 'C.UTF-8')")
    found = cursor.fetchone()
    name = found[0] if found else "C"
    provider = "LOCALE_PROVIDER libc " if version >= PROVIDER_SINCE else ""
    return f"{provider}LC_COLLATE '{name}' LC_CTYPE '{name}'"


def _from_environment(env: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the parts of the URL in `name`, or in the file that `name`_FILE points to."""
    if file := env.get(f"{name}_FILE"):
        url = Path(file).read_text(encoding="utf-8").strip()
    else:
        url = env.get(name, "")
    if not url:
        raise ProvisionError(f"Set {name} or {name}_FILE to a postgres:// URL.")
    try:
        parts: dict[str, str] = parse_dsn(url)
    except psycopg2.ProgrammingError as error:
        raise ProvisionError(f"{name} isn't a postgres:// URL.") from error
    return parts


def main(env: Mapping[str, str]) -> None:
    """Provision the server that the environment names (see the module's docstring)."""
    superuser = _from_environment(env, "DATABASE_SUPERUSER_URL")
    owner = _from_environment(env, "DATABASE_OWNER_URL")
    app = _from_environment(env, "DATABASE_URL")
    for name, parts in (("DATABASE_OWNER_URL", owner), ("DATABASE_URL", app)):
        if not parts.get("user") or not parts.get("dbname"):
            raise ProvisionError(f"{name} must name a user and a database.")
    if owner["dbname"] != app["dbname"]:
        raise ProvisionError("DATABASE_OWNER_URL and DATABASE_URL must name the same database.")
    superuser.setdefault("dbname", "postgres")
    provision(
        make_dsn(**superuser),
        database=owner["dbname"],
        owner=owner["user"],
        app=app["user"],
        owner_password=owner.get("password"),
        app_password=app.get("password"),
    )


if __name__ == "__main__":
    try:
        main(os.environ)
    except (ProvisionError, psycopg2.Error, OSError) as problem:
        print(f"provision: {str(problem).strip()}", file=sys.stderr)
        sys.exit(1)
