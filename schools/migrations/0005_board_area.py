from django.db import migrations

from core import rls

# The same table as schools/roles.py AREAS; tests/schools/test_roles.py compares them.
AREAS = """
          when 'registry' then array['leerkracht', 'af_hgkm', 'manager', 'beheerder']
          when 'dossier' then array['leerkracht', 'af_hgkm', 'manager']
          when 'case' then array['af_hgkm', 'manager']
          when 'figures' then array['bestuur', 'bestuursondersteuner', 'manager']"""
BOARD = """
          when 'board' then array['bestuur']"""


def my_schools(areas: str) -> str:
    return f"""
create or replace function app.my_schools(area text) returns bigint[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select case when current_setting('app.scope', true) = 'system'
    then (select coalesce(array_agg(id), '{{}}') from public.schools_school)
    else (
      select coalesce(array_agg(distinct s.id), '{{}}')
      from public.schools_membership m
      join public.accounts_user u on u.id = m.user_id and u.is_active
      join public.schools_school s
        on s.id = m.school_id or (m.school_id is null and s.board_id = m.board_id)
      where m.user_id = nullif(current_setting('app.user_id', true), '')::bigint
        and m.starts_on <= (now() at time zone 'Europe/Amsterdam')::date
        and (m.ends_on is null or m.ends_on >= (now() at time zone 'Europe/Amsterdam')::date)
        and m.role = any(case area{areas}
          else array[]::text[] end)
    ) end
$$
"""


class Migration(migrations.Migration):
    dependencies = [("schools", "0004_sociale_kaart")]
    operations = [
        # What is put before the board for a decision is an area of its own (R4).
        migrations.RunSQL([my_schools(AREAS + BOARD)], [my_schools(AREAS)]),
        # Everybody on the staff looks in the sociale kaart of the school (K1).
        rls.by_school("schools_partner", "registry"),
    ]
