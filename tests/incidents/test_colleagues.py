"""Colleagues in an incident, and who is shut out of it: the reporter, the director, a colleague (I3, I6, P2)."""

import pytest
import rules
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Event
from core.context import acting_as, acting_as_system
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from dossiers.origins import find_origin
from dossiers.timeline import sources
from incidents import services
from incidents.due import due_items
from incidents.models import (
    Incident,
    IncidentNote,
    IncidentPupil,
    IncidentRun,
    IncidentStaff,
    IncidentVersion,
    Part,
)
from protocols.models import Run, RunStep
from schools.kept_out import hidden_events, schools_kept_from
from tests.factories import login
from tests.incidents.factories import ACCOUNT, close, make_incident, take_up
from tests.protocols.factories import protocol

INITIATIVE, BEFELL = Part.INITIATIVE, Part.BEFELL


def name(world, incident, who, part=INITIATIVE, *, by=None):
    by = by or world.af
    with acting_as(by):
        return services.name_colleague(actor=by, key=uuid7(), incident=incident, who=who, part=part)


def told() -> set[int]:
    with acting_as_system():
        return set(OutboxMessage.objects.values_list("payload__user", flat=True))


def page(incident) -> str:
    return reverse("incidents:incident", args=[incident.pk])


@pytest.mark.parametrize("person", ["teacher", "manager", "colleague", "af"])
def test_who_took_the_initiative_finds_nothing_of_it_anywhere(world, client, person) -> None:
    """As the one who reported it, as the director (manager), as another colleague, as the AF HGKM."""
    who, other = world.user(person), world.manager if person == "af" else world.af
    incident = make_incident(world, pupils={world.pupil: BEFELL})
    if person == "manager":
        take_up(world, incident, by=who)
    name(world, incident, who, by=other)
    with acting_as(who):
        for model in (Incident, IncidentVersion, IncidentPupil, IncidentStaff, IncidentNote):
            assert not model.objects.exists(), model
        assert not Incident.objects.visible_to(who).exists()
        assert not Incident.objects.waiting_for(who).exists()
        assert find_origin("incident", incident.pk, who) is None
    for permission in ("view_incident", "correct_account", "handle_incident"):
        assert not rules.has_perm(f"incidents.{permission}", who, incident)
    login(client, who)
    assert client.get(page(incident)).status_code == 404
    for name_, *args in (
        ("incidents:register",),
        ("dossiers:dossier", world.pupil.pk),
        ("home:today",),
    ):
        text = client.get(reverse(name_, args=args)).content.decode()
        assert ACCOUNT not in text
        assert str(incident.pk) not in text
    assert world.school.pk in schools_kept_from(who)
    with acting_as_system():
        events = Event.objects.filter(object_id=str(incident.pk))
        assert events.exists()
        assert not events.exclude(hidden_events(who)).exists()


def test_others_go_on_and_see_who_it_was(world, client) -> None:
    incident = make_incident(world)
    name(world, incident, world.colleague)
    name(world, incident, world.teacher, BEFELL)
    for who in (world.af, world.manager, world.teacher):
        login(client, who)
        text = client.get(page(incident)).content.decode()
        assert str(world.colleague) in text
        assert "ziet dit incident niet" in text


def test_a_report_shuts_out_from_its_first_moment_and_tells_them_nothing(world) -> None:
    with acting_as(world.teacher):
        incident = make_incident(world, staff={world.manager: INITIATIVE, world.teacher: BEFELL})
    assert told() == {world.af.pk}
    take_up(world, incident)
    close(world, incident)
    assert told() == {world.af.pk, world.teacher.pk}


def test_who_reports_what_they_did_themselves_is_thanked_and_shut_out(world, client) -> None:
    login(client, world.teacher)
    sent = {
        "key": uuid7(), "school": world.school.pk, "kind": "power", "place": "classroom",
        "occurred_on": "2026-01-05", "occurred_at": "", "by_whom": "pupils", "against_whom": "pupils",
        "account": "Ik pakte hem te hard vast.", "colleague_1": world.teacher.pk,
        "colleague_part_1": "initiative",
    }  # fmt: skip
    response = client.post(reverse("incidents:report"), sent)
    assert response["Location"] == reverse("incidents:register")
    assert client.post(reverse("incidents:report"), sent).status_code == 302
    with acting_as_system():
        [incident] = Incident.objects.all()
        assert incident.staff.count() == 1
        assert incident.by_whom == "staff"
    with acting_as(world.teacher):
        assert not Incident.objects.exists()
    assert told() == {world.af.pk, world.manager.pk}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"colleague_1": "colleague"}, "colleague_part_1"),
        ({"colleague_part_2": "befell"}, "colleague_2"),
        ({"colleague_1": "other_teacher", "colleague_part_1": "saw"}, "colleague_1"),
        (
            {
                "colleague_1": "colleague", "colleague_part_1": "saw",
                "colleague_2": "colleague", "colleague_part_2": "befell",
            },
            "colleague_2",
        ),
    ],
)  # fmt: skip
def test_a_slip_is_told_by_the_field_and_nothing_is_reported(world, client, sent, field) -> None:
    login(client, world.teacher)
    filled = {
        name: world.user(value).pk if hasattr(world, value) or value == "colleague" else value
        for name, value in sent.items()
    }
    base = {
        "key": uuid7(), "school": world.school.pk, "kind": "threat", "place": "gate",
        "occurred_on": "2026-01-05", "occurred_at": "", "by_whom": "staff", "against_whom": "pupils",
        "account": "Hij riep dat hij zou slaan.",
    }  # fmt: skip
    response = client.post(reverse("incidents:report"), base | filled)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Hij riep dat hij zou slaan." in response.content.decode()
    with acting_as_system():
        assert not Incident.objects.exists()


def test_when_all_who_handle_are_involved_the_board_and_the_keeper_hear_it(world) -> None:
    make_incident(world, staff={world.manager: INITIATIVE, world.af: INITIATIVE})
    assert told() == {world.bestuur.pk, world.beheerder.pk}
    with acting_as_system():
        assert not OutboxMessage.objects.filter(payload__notice="incidents.reported").exists()


def test_what_somebody_had_in_hand_is_taken_over_by_another(world, client) -> None:
    incident = take_up(world, make_incident(world), by=world.manager)
    with acting_as_system():
        OutboxMessage.objects.all().delete()
    with pytest.raises(Conflict):
        take_up(world, incident)
    assert not Incident.objects.waiting_for(world.af).exists()
    name(world, incident, world.manager)
    assert world.manager.pk not in told()
    assert [str(incident.pk)] == [str(row.pk) for row in Incident.objects.waiting_for(world.af)]
    assert any(str(incident.pk) in item.url for item in due_items(world.af))
    login(client, world.af)
    assert "Ik neem dit over" in client.get(page(incident)).content.decode()
    assert take_up(world, incident).taken_up_by_id == world.af.pk
    with acting_as(world.af):
        assert Event.objects.filter(action="incidents.incident_taken_over").count() == 1


def test_a_part_is_taken_back_with_a_reason_by_somebody_else_and_stays_readable(world) -> None:
    incident = make_incident(world)
    staff = name(world, incident, world.manager)
    with acting_as(world.manager), pytest.raises((PermissionDenied, Incident.DoesNotExist)):
        services.take_back(actor=world.manager, staff=staff, reason="Ik was het niet.")
    with acting_as(world.af):
        with pytest.raises(Refused):
            services.take_back(actor=world.af, staff=staff, reason=" ")
        services.take_back(actor=world.af, staff=staff, reason="Het was een invaller.")
        services.take_back(actor=world.af, staff=staff, reason="Nog een keer.")
    with acting_as(world.manager):
        [row] = IncidentStaff.objects.all()
        assert row.end_reason == "Het was een invaller."
        assert Incident.objects.visible_to(world.manager).count() == 1
    name(world, incident, world.manager, BEFELL)
    assert Incident.objects.visible_to(world.manager).count() == 1


def test_naming_is_refused_twice_from_elsewhere_and_when_closed(world) -> None:
    incident = make_incident(world)
    name(world, incident, world.colleague, BEFELL)
    with pytest.raises(Refused):
        name(world, incident, world.colleague, INITIATIVE)
    with pytest.raises(Refused):
        name(world, incident, world.other_teacher)
    with pytest.raises(PermissionDenied):
        name(world, incident, world.manager, by=world.teacher)
    close(world, take_up(world, incident))
    with pytest.raises(IllegalTransition):
        name(world, incident, world.manager)


def test_a_protocol_that_it_led_to_is_kept_from_them_too(world, client) -> None:
    incident = take_up(world, make_incident(world, staff={world.manager: INITIATIVE}))
    with acting_as_system():
        OutboxMessage.objects.all().delete()
    with acting_as(world.af):
        run = services.start_protocol(
            actor=world.af, key=uuid7(), incident=incident, protocol=protocol(), title="Zorg"
        )
    assert world.manager.pk not in told()
    with acting_as(world.manager):
        for model in (Run, RunStep, IncidentRun):
            assert not model.objects.exists()
    login(client, world.manager)
    assert client.get(reverse("protocols:run", args=[run.pk])).status_code == 404
    with acting_as(world.af):
        assert Run.objects.count() == 1


def test_the_chronology_of_the_child_leaves_it_out_for_them(world) -> None:
    make_incident(world, pupils={world.pupil: BEFELL}, staff={world.manager: INITIATIVE})
    [source] = [one for one in sources() if one.kind == "incident"]
    assert source.rows(world.pupil, world.af).count() == 1
    assert source.rows(world.pupil, world.manager).count() == 0


def test_who_handles_it_names_a_colleague_on_a_page_and_takes_it_back(world, client) -> None:
    incident = make_incident(world)
    login(client, world.af)
    address = reverse("incidents:name_colleague", args=[incident.pk])
    shown = client.get(address)
    assert str(world.colleague) in shown.content.decode()
    sent = {
        "key": shown.context["form"]["key"].value(), "who": world.colleague.pk, "part": "initiative",
    }  # fmt: skip
    assert client.post(address, sent | {"who": ""}).status_code == 422
    for _time in range(2):
        assert client.post(address, sent)["Location"] == page(incident)
    with acting_as(world.af):
        [row] = IncidentStaff.objects.all()
    back = reverse("incidents:take_back", args=[row.pk])
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "Verkeerde naam."})["Location"] == page(incident)
    assert "Verkeerde naam." in client.get(page(incident)).content.decode()
    mine = reverse("incidents:name_colleague", args=[incident.pk])
    gone = client.post(mine, {"key": uuid7(), "who": world.af.pk, "part": "initiative"})
    assert gone["Location"] == reverse("incidents:register")
    assert client.get(page(incident)).status_code == 404
