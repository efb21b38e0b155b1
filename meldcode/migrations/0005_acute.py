from django.db import migrations, models

import core.fields

# A child is in one running case, as the first one or added to it (D7). The services lock the child first;
# this holds whatever they forget. Asked as the owner, so that a case that is kept from somebody counts too.
ONE_RUNNING = """
create function app.one_running_case() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1 from public.schools_pupil where id = new.pupil_id for no key update;
  if exists (select 1 from public.meldcode_case where id = new.case_id and state <> 'closed')
    and exists (
      select 1 from public.meldcode_casepupil p join public.meldcode_case c on c.id = p.case_id
      where p.pupil_id = new.pupil_id and p.case_id <> new.case_id and c.state <> 'closed')
  then
    raise exception 'this child is in another running case' using errcode = 'unique_violation';
  end if;
  return new;
end
$$
"""
ONE_RUNNING_AGAIN = """
create function app.one_running_case_again() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (
    select 1 from public.meldcode_casepupil mine
    join public.meldcode_casepupil p on p.pupil_id = mine.pupil_id and p.case_id <> mine.case_id
    join public.meldcode_case c on c.id = p.case_id
    where mine.case_id = new.id and c.state <> 'closed')
  then
    raise exception 'a child of this case is in another running case'
      using errcode = 'unique_violation';
  end if;
  return new;
end
$$
"""


class Migration(migrations.Migration):
    dependencies = [("meldcode", "0004_shut_out"), ("schools", "0005_board_area")]
    operations = [
        migrations.AddField(
            model_name="report",
            name="urgency",
            field=models.CharField(
                blank=True,
                choices=[
                    ("acute", "Acute danger"),
                    ("structural", "Structural unsafety"),
                    ("disclosure", "The child or an adult told it by themselves"),
                ],
                default="",
                max_length=20,
                verbose_name="why at once",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="spoken_with",
            field=core.fields.EncryptedTextField(
                blank=True, default="", verbose_name="who of Veilig Thuis was spoken with"
            ),
        ),
        migrations.RunSQL(
            [
                ONE_RUNNING,
                ONE_RUNNING_AGAIN,
                "revoke all on function app.one_running_case(), app.one_running_case_again()"
                " from public",
                "create trigger meldcode_casepupil_one_running before insert on meldcode_casepupil"
                " for each row execute function app.one_running_case()",
                "create trigger meldcode_case_one_running before update of state on meldcode_case"
                " for each row when (old.state = 'closed' and new.state <> 'closed')"
                " execute function app.one_running_case_again()",
            ],
            [
                "drop trigger meldcode_case_one_running on meldcode_case",
                "drop trigger meldcode_casepupil_one_running on meldcode_casepupil",
                "drop function app.one_running_case_again()",
                "drop function app.one_running_case()",
            ],
        ),
    ]
