"""What became of a granted request, and an erasure that takes drafts and files along (A2)."""

from django.db import migrations, models

import core.fields

# The bytes of a file go with the entry that they belong to; nothing else removes them.
KEEP_BYTES = """
create function app.keep_bytes() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'DELETE' and coalesce(current_setting('app.erasing', true), '') <> ''
  then return old; end if;
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$
"""
# What stands beside the texts of an entry: the contacts that it corrected or that corrected it, files, and
# what somebody was still writing about it.
ERASE_BESIDES = """
create function app.erase_besides() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare talk uuid; files uuid[]; contacts uuid[];
begin
  if current_setting('app.erasing', true) is distinct from new.id::text
  then raise exception 'only app.erase erases' using errcode = '42501'; end if;
  select talk_id into talk from public.dossiers_talkreport where id = new.report_id;
  with recursive series as (
    select id, replaces_id from public.dossiers_parentcontact where id = new.contact_id
    union
    select c.id, c.replaces_id from public.dossiers_parentcontact c join series s
      on c.id = s.replaces_id or c.replaces_id = s.id
  ) select coalesce(array_agg(id), '{}') into contacts from series;
  update public.dossiers_parentcontact set spoken_with = '', about = '', agreed = '', change_reason = '',
    erased_at = coalesce(erased_at, now()) where id = any(contacts);
  update public.dossiers_disclosure set content = '' where contact_id = any(contacts);
  select coalesce(array_agg(file_id), '{}') into files from public.dossiers_attachment
    where signal_id = new.signal_id or contact_id = any(contacts) or talk_id = talk;
  update public.dossiers_attachment set title = '' where file_id = any(files);
  update public.files_storedfile set name = '', sha256 = '' where id = any(files);
  delete from public.files_filecontent where file_id = any(files);
  delete from public.dossiers_draft where about in (new.signal_id, talk) or about = any(contacts);
  return null;
end $$
"""


def guarded(table, function, before):
    """The trigger of `rls.append_only` with a narrower refusal."""

    def trigger(name):
        return (
            f"create or replace trigger {table}_no_change before update or delete on {table}"
            f" for each row execute function app.{name}()"
        )

    return migrations.RunSQL(trigger(function), trigger(before))


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0005_talks'),
        ('files', '0002_row_level_security'),
    ]

    operations = [
        migrations.AddField(
            model_name='parentrequest',
            name='carried_out',
            field=core.fields.EncryptedTextField(blank=True, default='', verbose_name='what was changed in the dossier'),
        ),
        migrations.AddField(
            model_name='parentrequest',
            name='carried_out_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='parentrequest',
            constraint=models.CheckConstraint(condition=models.Q(('carried_out_on__isnull', True), models.Q(('carried_out', ''), _negated=True), _connector='OR'), name='dossiers_request_carried_out'),
        ),
        migrations.RunSQL(
            [
                KEEP_BYTES,
                ERASE_BESIDES,
                "revoke all on function app.keep_bytes(), app.erase_besides() from public",
                # `app.erase` stamps the request last, while it still says that it is erasing.
                "create trigger dossiers_parentrequest_erased after update of erased_at"
                " on dossiers_parentrequest for each row when"
                " (old.erased_at is null and new.erased_at is not null)"
                " execute function app.erase_besides()",
            ],
            [
                "drop trigger dossiers_parentrequest_erased on dossiers_parentrequest",
                "drop function app.erase_besides()",
                "drop function app.keep_bytes()",
            ],
        ),
        guarded("dossiers_attachment", "keep_text", "refuse_change"),
        guarded("files_storedfile", "keep_text", "refuse_change"),
        guarded("files_filecontent", "keep_bytes", "refuse_change"),
    ]
