from django.conf import settings
from django.db import migrations

from core import rls

ROLE = settings.DATABASE_APP_ROLE

# The same table as schools/roles.py AREAS; tests/schools/test_roles.py compares them.
MY_SCHOOLS = """
create or replace function app.my_schools(area text) returns bigint[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select case when current_setting('app.scope', true) = 'system'
    then (select coalesce(array_agg(id), '{}') from public.schools_school)
    else (
      select coalesce(array_agg(distinct s.id), '{}')
      from public.schools_membership m
      join public.accounts_user u on u.id = m.user_id and u.is_active
      join public.schools_school s
        on s.id = m.school_id or (m.school_id is null and s.board_id = m.board_id)
      where m.user_id = nullif(current_setting('app.user_id', true), '')::bigint
        and m.starts_on <= (now() at time zone 'Europe/Amsterdam')::date
        and (m.ends_on is null or m.ends_on >= (now() at time zone 'Europe/Amsterdam')::date)
        and m.role = any(case area
          when 'registry' then array['leerkracht', 'af_hgkm', 'manager', 'beheerder']
          when 'dossier' then array['leerkracht', 'af_hgkm', 'manager']
          when 'case' then array['af_hgkm', 'manager']
          when 'figures' then array['bestuur', 'bestuursondersteuner', 'manager']
          else array[]::text[] end)
    ) end
$$
"""

# A parent's own children: gezag, running, not blocked (law.md, BW 1:377c).
MY_CHILDREN = """
create or replace function app.my_children() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(g.pupil_id), '{}') from public.schools_guardian g
  join public.accounts_user u on u.id = g.user_id and u.is_active
  where g.user_id = nullif(current_setting('app.user_id', true), '')::bigint
    and g.gezag and not g.portal_blocked
    and g.starts_on <= (now() at time zone 'Europe/Amsterdam')::date
    and (g.ends_on is null or g.ends_on >= (now() at time zone 'Europe/Amsterdam')::date)
$$
"""

# Pupils whose dossier somebody may open through a running grant.
MY_GRANTS = """
create or replace function app.my_grants() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(t.content_object_id), '{}') from public.schools_pupilgrant t
  join public.accounts_user u on u.id = t.user_id and u.is_active
  where t.user_id = nullif(current_setting('app.user_id', true), '')::bigint
    and t.expires_on >= (now() at time zone 'Europe/Amsterdam')::date
$$
"""

FUNCTIONS = [
    MY_SCHOOLS,
    MY_CHILDREN,
    MY_GRANTS,
    "revoke all on function app.my_schools(text), app.my_children(), app.my_grants() from public",
    f"grant execute on function app.my_schools(text), app.my_children(), app.my_grants() to {ROLE}",
]

CHILDREN = "any((select app.my_children())::uuid[])"
GRANTS = "any((select app.my_grants())::uuid[])"


def also(column: str) -> str:
    return f"{column} = {CHILDREN} or {column} = {GRANTS}"


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_initial"), ("audit", "0002_append_only"), ("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            [
                "drop function app.my_grants()",
                "drop function app.my_children()",
                "drop function app.my_schools(text)",
            ],
        ),
        rls.by_school("schools_pupil", "registry", also=also("id")),
        rls.by_school("schools_placement", "registry", also=also("pupil_id")),
        rls.by_school("schools_staffmember", "registry"),
        rls.by_school("schools_groupteacher", "registry"),
        rls.by_school("schools_guardian", "registry", also=also("pupil_id")),
        rls.by_school("schools_schoolimport", "registry"),
    ]
