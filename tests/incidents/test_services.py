"""Reporting, correcting, taking up, noting and closing: what is kept, and what is refused."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone, translation

from audit.models import Event
from core.actors import SYSTEM
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import AMSTERDAM, today
from incidents import services, workflow
from incidents.due import due_items
from incidents.models import Incident, IncidentNote, IncidentPupil, IncidentVersion, Kind
from protocols.models import Protocol, Run
from tests.incidents.factories import ACCOUNT, close, make_incident, make_report, take_up


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def told(notice: str) -> list[int]:
    rows = OutboxMessage.objects.filter(payload__notice=f"incidents.{notice}")
    return sorted(row.payload["user"] for row in rows)


def test_report_keeps_what_was_filled_in(world) -> None:
    parts = {world.pupil: "befell", world.second_pupil: "initiative"}
    incident = make_incident(world, pupils=parts, place_detail="Bij de zandbak", others="J.")
    assert (incident.state, incident.reporter) == ("reported", world.teacher)
    version = incident.versions.get()
    assert (version.account, version.place_detail, version.others) == (
        ACCOUNT,
        "Bij de zandbak",
        "J.",
    )
    assert {link.pupil: link.part for link in incident.pupils.all()} == parts
    event = Event.objects.get(action="incidents.incident_reported")
    assert event.detail == {"kind": "bullying", "place": "playground"}
    linked = Event.objects.filter(action="incidents.pupil_linked")
    assert {event.pupil_id for event in linked} == {world.pupil.pk, world.second_pupil.pk}


def test_report_tells_those_who_handle_incidents_and_not_the_reporter(world) -> None:
    make_incident(world)
    assert told("reported") == sorted([world.af.pk, world.manager.pk])
    OutboxMessage.objects.all().delete()
    make_incident(world, reporter=world.af)
    assert told("reported") == [world.manager.pk]


def test_same_form_twice_is_one_incident(world) -> None:
    key = uuid7()
    given = {"school": world.school, "report": make_report(), "pupils": {world.pupil: "saw"}}
    first = services.report_incident(actor=world.teacher, key=key, **given)
    assert services.report_incident(actor=world.teacher, key=key, **given) == first
    assert (Incident.objects.count(), IncidentPupil.objects.count()) == (1, 1)
    with pytest.raises(Refused):
        services.report_incident(actor=world.colleague, key=key, **given)


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_can_be_reported(world, kind: str) -> None:
    assert make_incident(world, kind=kind).get_kind_display()


def test_accident_has_no_kind_and_no_parties(world) -> None:
    incident = make_incident(world, accident=True)
    assert (incident.accident, incident.kind, incident.by_whom, incident.against_whom) == (
        True,
        "",
        "",
        "",
    )
    assert str(incident.kind_label) == "Accident"


def test_parties_that_were_not_given_are_unknown(world) -> None:
    incident = make_incident(world, by_whom="", against_whom="")
    assert (incident.by_whom, incident.against_whom) == ("unknown", "unknown")


@pytest.mark.parametrize("against", ["staff", "pupils", "parents"])
@pytest.mark.parametrize("by", ["staff", "pupils", "parents"])
def test_aggression_is_classed_in_nine_ways(world, by: str, against: str) -> None:
    incident = make_incident(world, kind="aggression", by_whom=by, against_whom=against)
    assert (incident.by_whom, incident.against_whom) == (by, against)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"occurred_on": today() + timedelta(days=1)}, "occurred_on"),
        ({"account": "  "}, "account"),
        ({"kind": ""}, "kind"),
    ],
)
def test_report_refuses_what_cannot_be(world, fields, field: str) -> None:
    with pytest.raises(Refused) as caught:
        make_incident(world, **fields)
    assert caught.value.field == field
    assert not Incident.objects.exists()


def test_time_to_come_is_refused(world) -> None:
    now = timezone.now().astimezone(AMSTERDAM).replace(hour=12, minute=0)
    with time_machine.travel(now, tick=False), pytest.raises(Refused) as caught:
        make_incident(world, occurred_at=time(12, 30))
    assert caught.value.field == "occurred_at"


def test_pupil_of_another_school_is_refused(world) -> None:
    with pytest.raises(Refused) as caught:
        make_incident(world, pupils={world.foreign_pupil: "saw"})
    assert caught.value.field == "pupil_search"


def test_correction_is_a_new_version_and_the_first_stays(world) -> None:
    incident = make_incident(world)
    version = services.correct_account(
        actor=world.teacher, incident=incident, number=1, reason="Naam fout", account="Beter"
    )
    assert version.number == 2
    assert [v.account for v in incident.versions.all()] == [ACCOUNT, "Beter"]
    with pytest.raises(Conflict):
        services.correct_account(
            actor=world.af, incident=incident, number=1, reason="Te laat", account="Anders"
        )
    for change, field in (({"reason": " "}, "reason"), ({"account": " "}, "account")):
        given = {"number": 2, "reason": "x", "account": "x"} | change
        with pytest.raises(Refused) as caught:
            services.correct_account(actor=world.teacher, incident=incident, **given)
        assert caught.value.field == field


def test_taking_up_and_closing_tell_the_reporter_the_status_alone(world) -> None:
    incident = take_up(world, make_incident(world))
    assert (incident.state, incident.taken_up_by) == ("taken_up", world.af)
    assert told("taken_up") == [world.teacher.pk]
    take_up(world, incident)
    closed = close(world, incident, result="Herstelgesprek gehouden")
    assert (closed.state, closed.closed_by) == ("closed", world.af)
    close(world, incident, result="Anders")
    assert [note.text for note in closed.notes.all()] == ["Herstelgesprek gehouden"]
    assert told("closed") == [world.teacher.pk]
    assert Event.objects.filter(action="incidents.incident_closed").count() == 1


def test_who_handles_the_own_report_gets_no_mail_of_it(world) -> None:
    close(world, take_up(world, make_incident(world, reporter=world.af)))
    assert told("taken_up") == told("closed") == []


def test_second_colleague_hears_who_took_it_up(world) -> None:
    incident = take_up(world, make_incident(world))
    with pytest.raises(Conflict, match=f"{world.af} already took this up"):
        take_up(world, incident, by=world.manager)


def test_note_is_added_once_and_only_while_in_hand(world) -> None:
    incident = make_incident(world)
    key = uuid7()
    given = {"actor": world.manager, "key": key, "incident": incident, "text": "Gebeld"}
    with pytest.raises(IllegalTransition):
        services.add_note(**given)
    take_up(world, incident)
    note = services.add_note(**given)
    assert services.add_note(**given) == note
    with pytest.raises(Refused) as caught:
        services.add_note(**given | {"key": uuid7(), "text": " "})
    assert caught.value.field == "text"
    close(world, incident)
    with pytest.raises(IllegalTransition):
        services.add_note(**given | {"key": uuid7()})
    assert IncidentNote.objects.filter(kind="note").count() == 1


def test_incident_is_not_closed_without_result_or_before_it_was_taken_up(world) -> None:
    incident = make_incident(world)
    with pytest.raises(IllegalTransition):
        close(world, incident)
    take_up(world, incident)
    with pytest.raises(Refused) as caught, transaction.atomic():
        close(world, incident, result=" ")
    assert caught.value.field == "result"
    assert Incident.objects.get(pk=incident.pk).state == "taken_up"
    close(world, incident)
    with pytest.raises(IllegalTransition):
        close(world, incident, by=world.manager)


def test_protocol_counts_from_the_incident(world) -> None:
    yesterday = today() - timedelta(days=1)
    incident = make_incident(world, occurred_on=yesterday, occurred_at=time(10, 15))
    protocol = Protocol.objects.current().get(code="opvang-voorval")
    given = {"actor": world.af, "key": uuid7(), "incident": incident, "protocol": protocol}
    with pytest.raises(IllegalTransition):
        services.start_protocol(**given, title="Opvang")
    take_up(world, incident)
    run = services.start_protocol(**given, title="Opvang")
    assert services.start_protocol(**given, title="Opvang") == run
    assert run.counts_from.astimezone(AMSTERDAM).time() == time(10, 15)
    assert run.counts_from.astimezone(AMSTERDAM).date() == yesterday
    assert [link.run for link in incident.runs.all()] == [run]
    assert Run.objects.count() == 1


def test_incident_without_a_time_counts_from_the_start_of_the_day(world) -> None:
    moment = services.moment_of(make_incident(world))
    assert moment.astimezone(AMSTERDAM).time() == time(0)


ALLOWED = {
    ("reported", "TAKE_UP"): "taken_up",
    ("reported", "NAME_COLLEAGUE"): "reported",
    ("taken_up", "NAME_COLLEAGUE"): "taken_up",
    ("taken_up", "TAKE_OVER"): "taken_up",
    ("taken_up", "ADD_NOTE"): "taken_up",
    ("taken_up", "START_PROTOCOL"): "taken_up",
    ("taken_up", "CLOSE"): "closed",
}


@pytest.mark.parametrize("action", workflow.Action)
@pytest.mark.parametrize("state", Incident.State.values)
def test_every_state_and_action(state: str, action: workflow.Action) -> None:
    expected = ALLOWED.get((state, action.name))
    if expected is None:
        with pytest.raises(IllegalTransition):
            workflow.after(state, action)
    else:
        assert workflow.after(state, action) == expected


@pytest.mark.parametrize(
    "who",
    ["teacher", "colleague", "bestuur", "beheerder", "contactpersoon", "parent", "other_af"],
)
def test_handling_is_for_af_and_manager_of_the_school(world, who: str) -> None:
    incident = make_incident(world)
    actor = world.user(who)
    protocol = Protocol.objects.current()[0]
    attempts = [
        lambda: services.take_up(actor=actor, incident=incident),
        lambda: services.add_note(actor=actor, key=uuid7(), incident=incident, text="x"),
        lambda: services.close_incident(actor=actor, incident=incident, result="x"),
        lambda: services.start_protocol(
            actor=actor, key=uuid7(), incident=incident, protocol=protocol, title="x"
        ),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()


def test_correcting_is_for_the_reporter_and_who_handles(world) -> None:
    incident = make_incident(world)
    given = {"incident": incident, "number": 1, "reason": "x", "account": "x"}
    for who in ("colleague", "other_af", "parent", "bestuur"):
        with pytest.raises(PermissionDenied):
            services.correct_account(actor=world.user(who), **given)
    assert services.correct_account(actor=world.manager, **given).author == world.manager


def test_nobody_reports_at_a_school_where_they_do_not_work(world) -> None:
    for who in ("other_teacher", "parent", "bestuur", "beheerder", "outsider"):
        with pytest.raises(PermissionDenied):
            make_incident(world, reporter=world.user(who))
    with pytest.raises(PermissionDenied):
        services.report_incident(
            actor=SYSTEM, key=uuid7(), school=world.school, report=make_report()
        )


def test_today_shows_new_reports_and_what_is_in_hand(world, django_assert_num_queries) -> None:
    assert due_items(world.af) == []
    new, mine = make_incident(world), take_up(world, make_incident(world))
    assert {item.url for item in due_items(world.af)} == {
        f"/incidenten/{new.pk}/",
        f"/incidenten/{mine.pk}/",
    }
    assert [item.url for item in due_items(world.manager)] == [f"/incidenten/{new.pk}/"]
    for who in ("teacher", "bestuur", "other_manager", "parent", "outsider"):
        assert due_items(world.user(who)) == []
    with django_assert_num_queries(3):
        due_items(world.af)
    for _number in range(3):
        make_incident(world)
    with django_assert_num_queries(3):
        assert len(due_items(world.af)) == 5
    close(world, mine)
    assert f"/incidenten/{mine.pk}/" not in {item.url for item in due_items(world.af)}


def test_database_refuses_what_the_services_never_write(world) -> None:
    incident = make_incident(world)
    wrong = [
        {"accident": True},
        {"kind": ""},
        {"by_whom": ""},
        {"state": "taken_up"},
        {"state": "closed"},
        {"closed_at": incident.created_at},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentVersion.objects.create(
            school=world.school, incident=incident, number=2, author=world.af, account="x"
        )


@pytest.mark.parametrize("table", ["incidentversion", "incidentpupil", "incidentnote"])
@pytest.mark.parametrize("attack", ["update {} set school_id = 1", "delete from {}", "truncate {}"])
def test_account_pupils_and_notes_only_add_up(world, table: str, attack: str) -> None:
    close(world, take_up(world, make_incident(world, pupils={world.pupil: "saw"})))
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(f"incidents_{table}"))


def test_narratives_are_ciphertext_in_the_database(world) -> None:
    canary = "Kanarie"
    incident = make_incident(
        world, pupils={world.pupil: "befell"}, place_detail=canary, others=canary
    )
    services.correct_account(
        actor=world.teacher, incident=incident, number=1, reason=canary, account=canary
    )
    take_up(world, incident)
    services.add_note(actor=world.af, key=uuid7(), incident=incident, text=canary)
    close(world, incident, result=canary)
    tables = ("incident", "incidentversion", "incidentpupil", "incidentnote")
    parts = [f"(select string_agg(t::text, '') from incidents_{name} t)" for name in tables]
    parts += [
        "(select string_agg(e::text, '') from audit_event e)",
        "(select string_agg(o::text, '') from core_outboxmessage o)",
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"select concat({', '.join(parts)})")
        stored = cursor.fetchone()[0]
    assert "playground" in stored
    assert canary not in stored
    assert "Noor" not in stored
