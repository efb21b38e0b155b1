"""Pages by which a case is opened from a signal, an incident, or a question of Veilig Thuis (M2, M14)."""

from typing import Any

from django.test import Client
from django.urls import reverse

from core.ids import uuid7
from meldcode.models import Case, CasePupil, Involvement
from meldcode.workflow import State
from tests.factories import login
from tests.incidents.factories import make_incident
from tests.meldcode import helpers


def url(name: str, *arguments: Any) -> str:
    return reverse(f"meldcode:{name}", args=arguments)


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def filled(**changed: Any) -> dict[str, Any]:
    return {"key": uuid7(), "cause": "growing", "reason": "Zorg over thuis."} | changed


def test_the_button_stands_with_signal_and_incident_for_the_af_hgkm_alone(
    client: Client, world: Any
) -> None:
    signal = helpers.make_signal(world.pupil, world.teacher)
    incident = make_incident(world, pupils={world.pupil: "befell"})
    places = {
        reverse("dossiers:signal", args=[signal.pk]): url("open_from_signal", signal.pk),
        reverse("incidents:incident", args=[incident.pk]): url("open_from_incident", incident.pk),
        reverse("dossiers:information", args=[world.pupil.pk]): url("open_asked", world.pupil.pk),
    }
    for who, shown in {"af": True, "manager": False}.items():
        login(client, world.user(who))
        for address, button in places.items():
            assert (button in text_of(client, address)) is shown, (who, address)


def test_a_case_from_a_signal_says_from_what_it_was_opened(client: Client, world: Any) -> None:
    signal = helpers.make_signal(world.pupil, world.teacher)
    login(client, world.af)
    answer = client.post(url("open_from_signal", signal.pk), filled())
    assert answer.status_code == 302
    assert reverse("dossiers:signal", args=[signal.pk]) in text_of(client, answer["Location"])


def test_a_case_from_an_incident_is_about_the_child_that_is_chosen(
    client: Client, world: Any
) -> None:
    parts = {world.pupil: "befell", world.second_pupil: "saw"}
    incident = make_incident(world, pupils=parts)
    login(client, world.af)
    page = client.get(url("open_from_incident", incident.pk))
    assert page.context["form"]["pupil"].value() == world.pupil.pk
    sent = filled(pupil=world.second_pupil.pk, also=[world.pupil.pk, world.second_pupil.pk])
    answer = client.post(url("open_from_incident", incident.pk), sent)
    case = Case.objects.get()
    assert (case.pupil, case.origin) == (world.second_pupil, Case.Origin.INCIDENT)
    assert CasePupil.objects.filter(case=case).count() == 2
    assert reverse("incidents:incident", args=[incident.pk]) in text_of(client, answer["Location"])


def test_an_incident_without_children_opens_none_and_says_why(client: Client, world: Any) -> None:
    incident = make_incident(world)
    login(client, world.af)
    page = client.get(url("open_from_incident", incident.pk))
    assert page.status_code == 200
    assert 'name="reason"' not in page.content.decode()
    assert client.post(url("open_from_incident", incident.pk), filled()).status_code == 422


def test_brothers_and_sisters_are_offered_and_those_elsewhere_are_a_hint(
    client: Client, world: Any
) -> None:
    world.pupil.siblings.add(world.second_pupil, world.foreign_pupil)
    login(client, world.af)
    text = text_of(client, url("open", world.pupil.pk))
    assert str(world.second_pupil.pk) in text
    assert world.foreign_pupil.full_name not in text
    assert world.other_school.name in text
    client.post(url("open", world.pupil.pk), filled(also=[world.second_pupil.pk]))
    assert CasePupil.objects.count() == 2


def test_somebody_is_kept_out_at_the_opening_with_how_and_why(client: Client, world: Any) -> None:
    login(client, world.af)
    sent = filled(shut_out=world.manager.pk)
    answer = client.post(url("open", world.pupil.pk), sent)
    assert set(answer.context["form"].errors) == {"shut_out_kind", "shut_out_reason"}
    sent |= {"shut_out_kind": "accused", "shut_out_reason": "De zorg gaat over de manager."}
    answer = client.post(url("open", world.pupil.pk), sent)
    assert Involvement.objects.get().person == world.manager
    assert client.get(answer["Location"]).status_code == 200
    login(client, world.manager)
    assert client.get(answer["Location"]).status_code == 404


def test_a_running_case_is_named_instead_of_a_second_form(client: Client, world: Any) -> None:
    case = helpers.open_case(world, also=[world.second_pupil])
    login(client, world.af)
    for pupil in (world.pupil, world.second_pupil):
        text = text_of(client, url("open", pupil.pk))
        assert url("case", case.pk) in text
        assert 'name="reason"' not in text


def test_veilig_thuis_who_asks_stands_in_the_case(client: Client, world: Any) -> None:
    login(client, world.af)
    sent = filled(asked_by="Veilig Thuis Noord", asked_what="Hoe is het op school?")
    answer = client.post(url("open_asked", world.pupil.pk), sent)
    text = text_of(client, answer["Location"])
    assert "Hoe is het op school?" in text
    assert reverse("dossiers:information", args=[world.pupil.pk]) in text
    assert Case.objects.get().state == State.OPEN
