from django.conf import settings
from django.db import migrations, models

from core import rls

ROLE = settings.DATABASE_APP_ROLE

# Who this person is as a parent: with gezag, running, not blocked (law.md, BW 1:377c).
MY_GUARDIANS = """
create or replace function app.my_guardians() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(g.id), '{}') from public.schools_guardian g
  join public.accounts_user u on u.id = g.user_id and u.is_active
  where g.user_id = nullif(current_setting('app.user_id', true), '')::bigint
    and g.gezag and not g.portal_blocked
    and g.starts_on <= (now() at time zone 'Europe/Amsterdam')::date
    and (g.ends_on is null or g.ends_on >= (now() at time zone 'Europe/Amsterdam')::date)
$$
"""

GRANTS = "pupil_id = any((select app.my_grants())::uuid[])"
CHILDREN = "pupil_id = any((select app.my_children())::uuid[])"
ITSELF = "id = any((select app.my_guardians())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [("schools", "0002_row_level_security")]
    operations = [
        migrations.AddField(
            model_name="board",
            name="disclosure_days",
            field=models.PositiveSmallIntegerField(
                default=14, verbose_name="days until parents read it"
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(disclosure_days__gte=1, disclosure_days__lte=90),
                name="schools_board_disclosure_days",
            ),
        ),
        migrations.RunSQL(
            [
                MY_GUARDIANS,
                "revoke all on function app.my_guardians() from public",
                f"grant execute on function app.my_guardians() to {ROLE}",
            ],
            ["drop function app.my_guardians()"],
        ),
        # A parent sees the own record, never that of the other parent (R7).
        rls.change(
            "schools_guardian",
            rls.school_rows("registry", also=f"{GRANTS} or {ITSELF}"),
            before=rls.school_rows("registry", also=f"{CHILDREN} or {GRANTS}"),
        ),
    ]
