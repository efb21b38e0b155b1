"""What is withheld is an entry in all its versions: a report of a talk, a contact with its corrections (A4).

One definition, `app.withheld_from(account)`, for the policy and for the app's own query. Only the person
themselves and the system can ask it.
"""

from django.conf import settings
from django.db import migrations

ROLE = settings.DATABASE_APP_ROLE

WITHHELD_FROM = """
create function app.withheld_from(account bigint) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with recursive kept as (
    select w.signal_id, w.contact_id, w.report_id from public.dossiers_withholding w
    join public.schools_guardian g on g.pupil_id = w.pupil_id and g.user_id = account
    where w.done_on is null and (w.guardian_id is null or w.guardian_id = g.id)
      and (current_setting('app.scope', true) = 'system'
        or account = nullif(current_setting('app.user_id', true), '')::bigint)
  ), contacts (id) as (
    select k.contact_id from kept k where k.contact_id is not null
    union
    select case when c.id = n.id then c.replaces_id else c.id end
    from contacts n join public.dossiers_parentcontact c
      on c.replaces_id = n.id or (c.id = n.id and c.replaces_id is not null)
  )
  select coalesce(array_agg(entry), '{}') from (
    select signal_id as entry from kept where signal_id is not null
    union all select id from contacts
    union all select r.id from kept k
      join public.dossiers_talkreport one on one.id = k.report_id
      join public.dossiers_talkreport r on r.talk_id = one.talk_id
  ) as entries
$$
"""
NOW = """
create or replace function app.withheld() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select app.withheld_from(nullif(current_setting('app.user_id', true), '')::bigint)
$$
"""
BEFORE = """
create or replace function app.withheld() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(coalesce(w.signal_id, w.contact_id, w.report_id)), '{}')
  from public.dossiers_withholding w
  where w.done_on is null and w.pupil_id = any(app.my_children())
    and (w.guardian_id is null or w.guardian_id = any(app.my_guardians()))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_rights")]
    operations = [
        migrations.RunSQL(
            [
                WITHHELD_FROM,
                "revoke all on function app.withheld_from(bigint) from public",
                f"grant execute on function app.withheld_from(bigint) to {ROLE}",
                NOW,
            ],
            [BEFORE, "drop function app.withheld_from(bigint)"],
        ),
    ]
