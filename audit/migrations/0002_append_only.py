from django.conf import settings
from django.db import migrations

ROLE = settings.DATABASE_APP_ROLE

# What a hash covers: every column but the id and the hash itself, and the hash before it.
DIGEST = """
create or replace function app.audit_digest(e audit_event) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(jsonb_build_array(
    e.chain, e.seq, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.actor_id, e.action,
    e.object_type, e.object_id, e.school_id, e.pupil_id, e.detail, e.request_id, encode(e.prev, 'hex')
  )::text, 'UTF8'))
$$
"""

# The only way to write. The chain's row is the lock, so numbers have no gaps. An actor other than the
# one of this transaction is refused, unless the system acts.
RECORD = """
create or replace function app.audit_record(
  p_actor bigint, p_action text, p_object_type text, p_object_id text, p_school bigint, p_pupil uuid,
  p_detail jsonb
) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  head public.audit_chain;
  e public.audit_event;
begin
  if coalesce(current_setting('app.scope', true), '') <> 'system'
     and nullif(current_setting('app.user_id', true), '')::bigint is distinct from p_actor then
    raise exception 'audit: the actor is not the one of this transaction' using errcode = '42501';
  end if;
  insert into public.audit_chain (chain, seq, hash) values (coalesce(p_school, 0), 0, '')
    on conflict (chain) do nothing;
  select * into head from public.audit_chain where chain = coalesce(p_school, 0) for update;
  e.chain := head.chain;
  e.seq := head.seq + 1;
  e.at := clock_timestamp();
  e.actor_id := p_actor;
  e.action := p_action;
  e.object_type := p_object_type;
  e.object_id := p_object_id;
  e.school_id := p_school;
  e.pupil_id := p_pupil;
  e.detail := p_detail;
  e.request_id := coalesce(current_setting('app.request_id', true), '');
  e.prev := head.hash;
  e.hash := app.audit_digest(e);
  insert into public.audit_event
    (chain, seq, at, actor_id, action, object_type, object_id, school_id, pupil_id, detail, request_id,
     prev, hash)
  values (e.chain, e.seq, e.at, e.actor_id, e.action, e.object_type, e.object_id, e.school_id, e.pupil_id,
     e.detail, e.request_id, e.prev, e.hash);
  update public.audit_chain set seq = e.seq, hash = e.hash where chain = e.chain;
end
$$
"""

REFUSE = """
create or replace function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end
$$
"""

FORWARD = [
    "create schema if not exists app",
    f"grant usage on schema app to {ROLE}",
    REFUSE,
    DIGEST,
    RECORD,
    "revoke all on function app.audit_record(bigint, text, text, text, bigint, uuid, jsonb) from public",
    f"grant execute on function app.audit_record(bigint, text, text, text, bigint, uuid, jsonb) to {ROLE}",
    f"grant execute on function app.audit_digest(audit_event) to {ROLE}",
    f"revoke all on audit_event, audit_chain from {ROLE}",
    f"grant select on audit_event, audit_chain to {ROLE}",
    "create trigger audit_event_no_change before update or delete on audit_event"
    " for each row execute function app.refuse_change()",
    "create trigger audit_event_no_truncate before truncate on audit_event"
    " for each statement execute function app.refuse_change()",
]
BACKWARD = [
    "drop trigger audit_event_no_truncate on audit_event",
    "drop trigger audit_event_no_change on audit_event",
    f"grant select, insert, update, delete on audit_event, audit_chain to {ROLE}",
    "drop function app.audit_record(bigint, text, text, text, bigint, uuid, jsonb)",
    "drop function app.audit_digest(audit_event)",
    "drop function app.refuse_change()",
]


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
