from django.conf import settings
from django.db import migrations

from core import rls

ROLE = settings.DATABASE_APP_ROLE

# From which cases somebody is shut out; a person can't read the row that says so of themselves.
SHUT_OUT_OF = """
create function app.shut_out_of(p_user bigint) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(i.case_id), '{}') from public.meldcode_involvement i
  where i.person_id = p_user and i.ended_at is null
$$
"""
SHUT_OUT_CASES = """
create function app.shut_out_cases() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select app.shut_out_of(nullif(current_setting('app.user_id', true), '')::bigint)
$$
"""

IN_CASE_SCHOOL = "school_id = any((select app.my_schools('case'))::bigint[])"
GRANTED = "case_id = any((select app.my_cases())::uuid[])"
INSIDE = "case_id <> all((select app.shut_out_cases())::uuid[])"
READER = f"({IN_CASE_SCHOOL} or {GRANTED}) and {INSIDE}"
IN_BOARD = f"school_id = any((select app.my_schools('board'))::bigint[]) and {INSIDE}"
ASKED = "asked_of_id = nullif(current_setting('app.user_id', true), '')::bigint"

# Tables that exist already: the shut-out are taken out of what they see.
OLD = [
    "casepupil",
    "casehandover",
    "casesignal",
    "closure",
    "analysis",
    "consultation",
    "parenttalk",
    "talkskipped",
    "weighinground",
    "weighinganswer",
    "report",
    "feedback",
    "monitoringnote",
    "rapportage",
    "decision",
    "caseduty",
]
# New records of a case that only grow.
RECORDS = ["advicefollowed", "anonymoussummary", "reportletter", "helpplan", "evaluation"]

# What may change in a row that does not only grow; its narratives never do (D6).
DUTY = "done_on, done_by_id, reminded_at, escalated_at"
CHANGING = {
    "involvement": "ended_by_id, ended_at, end_reason",
    "deputyrequest": f"deputy_id, until, {DUTY}",
    "casequestion": f"answer, answered_at, {DUTY}",
    "bundle": DUTY,
}


def changing(name: str, columns: str) -> migrations.RunSQL:
    """Let the app role change only `columns` of a table, and delete nothing."""
    return migrations.RunSQL(
        [
            f"revoke update, delete, truncate on meldcode_{name} from {ROLE}",
            f"grant update ({columns}) on meldcode_{name} to {ROLE}",
        ],
        [f"grant update, delete on meldcode_{name} to {ROLE}"],
    )


def narrowed(name: str) -> migrations.RunSQL:
    """Keep the shut-out from a table of records that is there already."""
    return rls.change(
        f"meldcode_{name}", READER, before=rls.school_rows("case", also=GRANTED)
    )


# Rows of a case that are more than the case's own: a decision learns its deputy's ground.
MORE_COLUMNS = migrations.RunSQL(
    [f"grant update (confirm_ground, covers_id) on meldcode_decision to {ROLE}"],
    [f"revoke update (confirm_ground, covers_id) on meldcode_decision from {ROLE}"],
)


class Migration(migrations.Migration):
    dependencies = [("meldcode", "0003_full_meldcode"), ("schools", "0005_board_area")]
    operations = [
        migrations.RunSQL(
            [
                SHUT_OUT_OF,
                SHUT_OUT_CASES,
                "revoke all on function app.shut_out_of(bigint), app.shut_out_cases() from public",
                f"grant execute on function app.shut_out_of(bigint), app.shut_out_cases() to {ROLE}",
            ],
            ["drop function app.shut_out_cases()", "drop function app.shut_out_of(bigint)"],
        ),
        rls.change(
            "meldcode_case",
            f"({IN_CASE_SCHOOL} or id = any((select app.my_cases())::uuid[]))"
            " and id <> all((select app.shut_out_cases())::uuid[])",
            before=rls.school_rows("case", also="id = any((select app.my_cases())::uuid[])"),
        ),
        *(narrowed(name) for name in OLD),
        *(rls.enable(f"meldcode_{name}", READER) for name in RECORDS),
        rls.enable("meldcode_involvement", READER),
        rls.enable("meldcode_deputyrequest", f"({READER}) or ({IN_BOARD})"),
        rls.enable("meldcode_casequestion", f"({READER}) or {ASKED}"),
        rls.by_school("meldcode_bundle", "case"),
        rls.by_school("meldcode_bundletext", "case"),
        *(rls.append_only(f"meldcode_{name}") for name in [*RECORDS, "bundletext"]),
        *(changing(name, columns) for name, columns in CHANGING.items()),
        MORE_COLUMNS,
    ]
