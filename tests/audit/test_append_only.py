"""Attacks on the audit log as the app role (goal: refused, all of them)."""

import psycopg2
import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import InternalError

from audit import registry, services, verify
from audit.models import Event
from core.actors import SYSTEM

ATTACKS = {
    "forge": "insert into audit_event (chain, seq, at, action, object_type, object_id, detail, request_id,"
    " prev, hash) values (0, 99, now(), 'x', 'x', 'x', '{}', '', '', '')",
    "change": "update audit_event set action = 'other'",
    "delete": "delete from audit_event",
    "truncate": "truncate audit_event",
    "drop trigger": "drop trigger audit_event_no_change on audit_event",
    "disable trigger": "alter table audit_event disable trigger all",
    "drop table": "drop table audit_event",
    "move the head": "update audit_chain set seq = 0",
    "replace the function": "create or replace function app.audit_digest(e audit_event) returns bytea"
    " language sql as $$ select ''::bytea $$",
    "switch triggers off": "set session_replication_role = replica",
    "become the owner": "set role sv_owner",
    "grant": "grant all on audit_event to sv_app",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_app_role_cannot_tamper_with_the_audit_log(attack: str, world) -> None:
    services.record(registry.REFUSED, actor=SYSTEM, obj=world.school)
    before = list(Event.objects.order_by("id").values())
    # A GRANT by someone who may not is a warning in Postgres, and changes nothing: looked at below.
    if attack == "grant":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ATTACKS[attack])
            cursor.execute("select has_table_privilege('sv_app', 'audit_event', 'update')")
            assert cursor.fetchone() == (False,)
    else:
        with (
            pytest.raises((ProgrammingError, InternalError)) as caught,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(ATTACKS[attack])
        assert isinstance(caught.value.__cause__, psycopg2.errors.InsufficientPrivilege)
    assert list(Event.objects.order_by("id").values()) == before
    assert verify.faults() == []


def test_details_cannot_hold_a_name(world) -> None:
    with pytest.raises(ValueError, match="codes and numbers"):
        services.record(registry.REFUSED, actor=SYSTEM, obj=world.school, who="Noor van Dijk")


def test_unknown_action_is_refused(world) -> None:
    with pytest.raises(KeyError):
        services.record("nobody.registered_this", actor=SYSTEM, obj=world.school)


def test_actor_cannot_be_another_than_who_the_transaction_acts_for(world) -> None:
    from core.context import acting_as

    with acting_as(world.teacher), pytest.raises(ProgrammingError), transaction.atomic():
        services.record(registry.REFUSED, actor=world.af, obj=world.school)
