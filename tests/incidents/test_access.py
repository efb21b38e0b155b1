"""Who sees an incident: list, rule and row-level security agree; the handling is not the reporter's."""

import pytest
import rules

from core.context import acting_as
from core.ids import uuid7
from incidents import services
from incidents.models import Incident, IncidentNote, IncidentPupil, IncidentVersion
from tests.incidents.factories import make_incident, take_up

PEOPLE = {
    "teacher": "reporter",
    "colleague": "",
    "af": "handler",
    "manager": "handler",
    "bestuur": "",
    "beheerder": "",
    "contactpersoon": "",
    "parent": "",
    "other_teacher": "",
    "other_af": "",
    "other_manager": "",
    "outsider": "",
}


@pytest.mark.parametrize("who", PEOPLE)
def test_list_rule_and_rows_agree(world, who: str) -> None:
    incident = take_up(world, make_incident(world, pupils={world.pupil: "befell"}))
    services.add_note(actor=world.af, key=uuid7(), incident=incident, text="Gebeld")
    user, part = world.user(who), PEOPLE[who]
    sees, handles = bool(part), part == "handler"
    assert Incident.objects.visible_to(user).exists() == sees
    assert rules.has_perm("incidents.view_incident", user, incident) == sees
    assert rules.has_perm("incidents.correct_account", user, incident) == sees
    assert rules.has_perm("incidents.handle_incident", user, incident) == handles
    assert rules.has_perm("incidents.view_register", user, incident) == handles
    assert IncidentNote.objects.visible_to(user).exists() == handles
    with acting_as(user):
        assert Incident.objects.exists() == sees
        assert IncidentVersion.objects.exists() == sees
        assert IncidentPupil.objects.exists() == sees
        assert IncidentNote.objects.exists() == handles


def test_reporter_who_left_the_school_sees_nothing_any_more(world) -> None:
    incident = make_incident(world)
    world.teacher.memberships.all().delete()
    assert not Incident.objects.visible_to(world.teacher).exists()
    assert not rules.has_perm("incidents.view_incident", world.teacher, incident)
    with acting_as(world.teacher):
        assert not Incident.objects.exists()


def test_nobody_has_an_incident_s_rights_without_an_object_but_by_role(world) -> None:
    assert rules.has_perm("incidents.view_incident", world.teacher)
    assert not rules.has_perm("incidents.view_incident", world.bestuur)
