from django.conf import settings
from django.db import migrations

from core import rls

ROLE = settings.DATABASE_APP_ROLE

# Cases that somebody may read through a running grant, and what such a reader needs beside them.
MY_CASES = """
create or replace function app.my_cases() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(t.content_object_id), '{}') from public.meldcode_casegrant t
  join public.accounts_user u on u.id = t.user_id and u.is_active
  where t.user_id = nullif(current_setting('app.user_id', true), '')::bigint
    and t.expires_on >= (now() at time zone 'Europe/Amsterdam')::date
$$
"""
MY_CASE_PUPILS = """
create or replace function app.my_case_pupils() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(p.pupil_id), '{}') from public.meldcode_casepupil p
  where p.case_id = any(app.my_cases())
$$
"""
MY_CASE_SIGNALS = """
create or replace function app.my_case_signals() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(s.signal_id), '{}') from public.meldcode_casesignal s
  where s.case_id = any(app.my_cases())
$$
"""
# R1: who handed over may know whether it is being worked on, and nothing of the case itself.
HAND_OVER_CASE = """
create or replace function app.hand_over_case(p_hand_over uuid)
returns table (opened_at timestamptz, is_closed boolean)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.opened_at, c.state = 'closed'
  from public.meldcode_casehandover l
  join public.meldcode_case c on c.id = l.case_id
  join public.dossiers_handover h on h.id = l.hand_over_id
  where l.hand_over_id = p_hand_over
    and (h.author_id = nullif(current_setting('app.user_id', true), '')::bigint
         or c.school_id = any(app.my_schools('case')))
$$
"""
SIGNATURES = "app.my_cases(), app.my_case_pupils(), app.my_case_signals(), app.hand_over_case(uuid)"

FUNCTIONS = [
    MY_CASES,
    MY_CASE_PUPILS,
    MY_CASE_SIGNALS,
    HAND_OVER_CASE,
    f"revoke all on function {SIGNATURES} from public",
    f"grant execute on function {SIGNATURES} to {ROLE}",
]

GRANTED = "case_id = any((select app.my_cases())::uuid[])"

RECORDS = [
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
]

# What may change in a row that does not only grow; its narratives never do (D6).
CHANGING = {
    "case": "state, closed_by_id, closed_at",
    "decision": "state, confirmed_by_id, confirmed_at, returned_by_id, returned_at, return_reason",
    "caseduty": "done_on, done_by_id, reminded_at, escalated_at",
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


def also_select(table: str, using: str) -> migrations.RunSQL:
    """Add a second, reading policy to a table of another app: policies widen each other."""
    return migrations.RunSQL(
        [f"create policy {table}_case on {table} for select using ({using})"],
        [f"drop policy {table}_case on {table}"],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("meldcode", "0001_initial"),
        ("dossiers", "0002_row_level_security"),
        ("schools", "0002_row_level_security"),
    ]
    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            [
                "drop function app.hand_over_case(uuid)",
                "drop function app.my_case_signals()",
                "drop function app.my_case_pupils()",
                "drop function app.my_cases()",
            ],
        ),
        rls.by_school("meldcode_case", "case", also="id = any((select app.my_cases())::uuid[])"),
        *(rls.by_school(f"meldcode_{name}", "case", also=GRANTED) for name in RECORDS),
        rls.by_school("meldcode_decision", "case", also=GRANTED),
        rls.by_school("meldcode_caseduty", "case", also=GRANTED),
        *(rls.append_only(f"meldcode_{name}") for name in RECORDS),
        *(changing(name, columns) for name, columns in CHANGING.items()),
        also_select("schools_pupil", "id = any((select app.my_case_pupils())::uuid[])"),
        also_select("dossiers_signal", "id = any((select app.my_case_signals())::uuid[])"),
        also_select(
            "dossiers_signalversion", "signal_id = any((select app.my_case_signals())::uuid[])"
        ),
    ]
