"""Row-level security for migrations: a policy a table, evaluated once a statement.

The app role is not the owner and has no BYPASSRLS; the owner (migrations, dumps) is not subject to it.
The scopes come from functions in the schema `app`, see schools/migrations.
"""

from django.conf import settings
from django.db.migrations.operations import RunSQL


def enable(table: str, using: str) -> RunSQL:
    """Return an operation that limits the app role on `table` to rows for which `using` is true.

    Wrap function calls as `(select app.f())`, so that Postgres evaluates them once a statement.
    """
    return RunSQL(
        sql=[
            f"alter table {table} enable row level security",
            f"create policy {table}_scope on {table} for all using ({using}) with check ({using})",
        ],
        reverse_sql=[
            f"drop policy {table}_scope on {table}",
            f"alter table {table} disable row level security",
        ],
    )


def school_rows(area: str, *, column: str = "school_id", also: str = "") -> str:
    """Return the condition of `by_school`."""
    using = f"{column} = any((select app.my_schools('{area}'))::bigint[])"
    return f"{using} or {also}" if also else using


def by_school(table: str, area: str, *, column: str = "school_id", also: str = "") -> RunSQL:
    """Return the policy 'rows of the schools where I work in this area', widened by `also`."""
    return enable(table, school_rows(area, column=column, also=also))


def append_only(table: str) -> RunSQL:
    """Return an operation after which the app role may add rows to `table`, and change none (D6).

    A row trigger and a statement trigger stop even the owner's slips; REVOKE stops the app role first.
    """
    role = settings.DATABASE_APP_ROLE
    return RunSQL(
        sql=[
            f"revoke update, delete, truncate on {table} from {role}",
            f"create trigger {table}_no_change before update or delete on {table}"
            " for each row execute function app.refuse_change()",
            f"create trigger {table}_no_truncate before truncate on {table}"
            " for each statement execute function app.refuse_change()",
        ],
        reverse_sql=[
            f"drop trigger {table}_no_truncate on {table}",
            f"drop trigger {table}_no_change on {table}",
            f"grant update, delete on {table} to {role}",
        ],
    )


def change(table: str, using: str, *, before: str) -> RunSQL:
    """Return an operation that gives `table` another policy; backwards it gets `before` again."""

    def statement(condition: str) -> str:
        return f"alter policy {table}_scope on {table} using ({condition}) with check ({condition})"

    return RunSQL(sql=[statement(using)], reverse_sql=[statement(before)])
