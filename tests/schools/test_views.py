"""The list of pupils, the page of the functioneel beheerder, and access for a stand-in."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import Refused
from core.workdays import today
from schools.due import due_items
from schools.models import Pupil, PupilGrant, SchoolImport
from schools.overview import beheer_states
from schools.services import access, importing
from tests.factories import World, login, make_group, make_pupil, make_user

PUPILS = "/scholen/leerlingen/"


def names(page: str, *wanted: str) -> list[str]:
    return [name for name in wanted if name in page]


def test_teacher_sees_the_own_group_first(world: World, client: Client) -> None:
    login(client, world.teacher)
    page = client.get(PUPILS).content.decode()
    assert names(page, "Noor", "Zoë", "Bram") == ["Noor"]
    assert reverse("dossiers:dossier", kwargs={"pupil": world.pupil.pk}) in page
    everyone = client.get(PUPILS, {"toon": "alle"}).content.decode()
    assert names(everyone, "Noor", "Zoë", "Bram") == ["Noor", "Zoë"]


def test_af_without_a_group_sees_the_school(world: World, client: Client) -> None:
    login(client, world.af)
    page = client.get(PUPILS).content.decode()
    assert names(page, "Noor", "Zoë", "Bram") == ["Noor", "Zoë"]


def test_list_is_narrowed_by_group(world: World, client: Client) -> None:
    login(client, world.teacher)
    page = client.get(PUPILS, {"groep": world.other_group.pk}).content.decode()
    assert names(page, "Noor", "Zoë") == ["Zoë"]
    elsewhere = make_group(world.other_school)
    page = client.get(PUPILS, {"groep": elsewhere.pk}).content.decode()
    assert "Bram" not in page


@pytest.mark.parametrize("typed", ["zoe", "HOEN", "oë 't h", "hoen zo"])
def test_search_finds_any_part_of_a_name(world: World, client: Client, typed: str) -> None:
    login(client, world.teacher)
    page = client.post(PUPILS, {"q": typed}).content.decode()
    assert names(page, "Noor van Dijk", "Zoë") == ["Zoë"]


@pytest.mark.parametrize("typed", ["bestaat niet", "%", "_", "<script>", "x" * 200])
def test_search_for_nothing_that_is_there(world: World, client: Client, typed: str) -> None:
    login(client, world.teacher)
    response = client.post(PUPILS, {"q": typed})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_search_is_not_part_of_an_address(world: World, client: Client) -> None:
    login(client, world.teacher)
    page = client.get(PUPILS, {"q": "zoe"}).content.decode()
    assert names(page, "Noor", "Zoë") == ["Noor"]


def test_pupil_who_left_is_shown_on_request(world: World, client: Client) -> None:
    Pupil.objects.filter(pk=world.second_pupil.pk).update(left_on=today() - timedelta(days=1))
    login(client, world.teacher)
    assert "Zoë" not in client.get(PUPILS, {"toon": "alle"}).content.decode()
    page = client.get(PUPILS, {"toon": "alle", "vertrokken": "on"}).content.decode()
    assert "Zoë" in page


def test_four_hundred_pupils_take_as_many_queries_as_two(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    login(client, world.teacher)
    client.get(PUPILS, {"toon": "alle"})
    with CaptureQueriesContext(connection) as few:
        client.get(PUPILS, {"toon": "alle"})
    for _ in range(400):
        make_pupil(world.school, world.group)
    with django_assert_num_queries(len(few)):
        page = client.get(PUPILS, {"toon": "alle"}).content.decode()
    assert "402" in page
    assert client.get(PUPILS, {"toon": "alle", "page": "9"}).status_code == 200


@pytest.mark.parametrize("who", ["beheerder", "bestuur", "contactpersoon", "parent", "outsider"])
def test_list_of_pupils_is_for_teaching_staff(world: World, client: Client, who: str) -> None:
    login(client, world.user(who))
    assert client.get(PUPILS).status_code == 403


def test_beheerder_sees_no_dossier(world: World, client: Client) -> None:
    login(client, world.beheerder)
    address = reverse("dossiers:dossier", kwargs={"pupil": world.pupil.pk})
    assert client.get(address).status_code in {403, 404}


def test_beheer_page_says_what_waits(world: World, client: Client) -> None:
    Pupil.objects.filter(pk=world.second_pupil.pk).update(missing_since=today())
    login(client, world.beheerder)
    page = client.get(reverse("schools:beheer")).content.decode()
    assert world.school.name in page
    state = {one.school: one for one in beheer_states(world.beheerder)}[world.school]
    assert (state.pupils, state.without_gezag, state.missing) == (1, 0, 1)


def test_what_waits_is_due_for_the_beheerder_alone(world: World) -> None:
    make_pupil(world.school, world.group)
    kinds = {item.kind for item in due_items(world.beheerder)}
    assert kinds == {"guardians"}
    assert due_items(world.teacher) == []


def test_due_items_take_as_many_queries_for_many(
    world: World, django_assert_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as few:
        due_items(world.beheerder)
    for _ in range(10):
        make_pupil(world.school, world.group)
    with django_assert_num_queries(len(few)):
        due_items(world.beheerder)


def test_school_gets_its_name_from_a_person(world: World, client: Client) -> None:
    login(client, world.beheerder)
    address = reverse("schools:school_name", kwargs={"school": world.school.pk})
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": " De  Eik "}).status_code == 302
    world.school.refresh_from_db()
    assert world.school.name == "De Eik"
    assert client.post(address, {"name": "  "}).status_code == 422
    with pytest.raises(Refused):
        importing.rename_school(actor=world.teacher, school=world.school, name="X")


# Access for a stand-in


def access_page(pupil: Pupil) -> str:
    return reverse("schools:access", kwargs={"pupil": pupil.pk})


def given(world: World, **changes: Any) -> dict[str, str]:
    form = {
        "user": str(world.other_teacher.pk),
        "reason": "Valt in voor groep 5.",
        "expires_on": str(today() + timedelta(days=7)),
    }
    return form | changes


def test_stand_in_gets_access_until_a_day(world: World, client: Client) -> None:
    login(client, world.af)
    assert client.get(access_page(world.pupil)).status_code == 200
    for _ in range(2):
        assert client.post(access_page(world.pupil), given(world)).status_code == 302
    assert PupilGrant.objects.count() == 1
    assert world.pupil in Pupil.objects.visible_to(world.other_teacher)
    assert "Valt in voor groep 5." in client.get(access_page(world.pupil)).content.decode()
    grant = PupilGrant.objects.get()
    end = reverse("schools:access_end", kwargs={"pk": grant.pk})
    login(client, world.other_manager)
    assert client.post(end).status_code == 404
    login(client, world.manager)
    assert client.post(end).status_code == 302
    assert world.pupil not in Pupil.objects.visible_to(world.other_teacher)


@pytest.mark.parametrize(
    "changes",
    [
        {"user": "999999"},
        {"reason": "  "},
        {"expires_on": ""},
        {"expires_on": str(today() - timedelta(days=1))},
        {"expires_on": str(today() + timedelta(days=100))},
    ],
)
def test_access_without_reason_or_end_is_refused(
    world: World, client: Client, changes: dict[str, str]
) -> None:
    login(client, world.af)
    response = client.post(access_page(world.pupil), given(world, **changes))
    assert response.status_code == 422
    assert not PupilGrant.objects.exists()


def test_access_is_given_by_casework_of_the_own_school(world: World, client: Client) -> None:
    for who, code in (("teacher", 403), ("other_af", 404), ("beheerder", 404), ("parent", 404)):
        login(client, world.user(who))
        assert client.get(access_page(world.pupil)).status_code == code, who
    day = today() + timedelta(days=1)
    for actor, user in (
        (world.teacher, world.other_teacher),
        (world.af, world.af),
        (world.af, make_user()),
    ):
        with pytest.raises(Refused):
            access.give_access(
                actor=actor, pupil=world.pupil, user=user, reason="r", expires_on=day
            )


def test_no_import_waits_in_an_empty_world(world: World) -> None:
    assert not SchoolImport.objects.exists()
