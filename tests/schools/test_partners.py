"""The sociale kaart (K1): who keeps it, who reads it, and that the national numbers never go away."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.workdays import today
from schools.models import Partner
from schools.partners import NATIONAL_NUMBERS, dialled, partners_of
from schools.services import partners as services
from tests.factories import World, login


def values(**changed: str) -> dict[str, Any]:
    return {
        "kind": "team",
        "name": "Wijkteam Noord",
        "phone": "030 - 123 45 67",
        "email": "",
        "hours": "Op werkdagen",
        "note": "Hulp in het gezin",
    } | changed


def add(world: World, key: Any = None, **changed: str) -> Partner:
    return services.add_partner(
        actor=world.af, key=key or uuid7(), school=world.school, values=values(**changed)
    )


def old(world: World, **changed: str) -> Partner:
    partner = add(world, **changed)
    Partner.objects.filter(pk=partner.pk).update(checked_on="2020-01-01")
    partner.refresh_from_db()
    return partner


def page(client: Client, user: Any, school: Any) -> str:
    login(client, user)
    return client.get(reverse("schools:partners", args=[school.pk])).content.decode()


@pytest.mark.parametrize(
    ("written", "dials"),
    [
        ("112", "112"),
        ("0800-2000", "08002000"),
        ("030 - 123 45 67", "0301234567"),
        ("+31 (0)30 123 45 67", "+31301234567"),
    ],
)
def test_number_is_dialled_as_it_is_meant(written: str, dials: str) -> None:
    assert dialled(written) == dials


def test_who_does_casework_or_keeps_the_school_keeps_the_list(world: World) -> None:
    for number, who in enumerate(("af", "manager", "beheerder")):
        services.add_partner(
            actor=world.user(who), key=uuid7(), school=world.school,
            values=values(name=f"Nummer {number}"),
        )  # fmt: skip
    for who in ("teacher", "bestuur", "parent", "other_af"):
        with pytest.raises(PermissionDenied):
            services.add_partner(
                actor=world.user(who), key=uuid7(), school=world.school, values=values()
            )
    assert Partner.objects.count() == 3


def test_same_form_again_is_one_entry(world: World) -> None:
    key = uuid7()
    assert add(world, key) == add(world, key)
    assert Event.objects.filter(action="schools.partner_added").count() == 1


@pytest.mark.parametrize("field", ["kind", "name", "phone"])
def test_entry_without_what_it_needs_is_refused_by_the_field(world: World, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        add(world, **{field: " "})
    assert refusal.value.field == field


def test_name_stands_in_the_list_once(world: World) -> None:
    add(world)
    with pytest.raises(Refused):
        add(world, name="wijkteam noord")
    add(world, kind="police")


def test_correcting_is_checking_and_the_same_again_changes_nothing(world: World) -> None:
    partner = old(world)
    again = services.correct_partner(actor=world.af, partner=partner, values=values())
    assert again.checked_on.year == 2020
    better = services.correct_partner(
        actor=world.manager, partner=partner, values=values(phone="030-7654321")
    )
    assert (better.phone, better.checked_on) == ("030-7654321", today())
    event = Event.objects.get(action="schools.partner_corrected")
    assert "7654321" not in str(event.detail)


def test_check_notes_today_once(world: World) -> None:
    partner = old(world)
    for _ in range(2):
        services.check_partner(actor=world.af, partner=partner)
    partner.refresh_from_db()
    assert partner.checked_on == today()
    assert Event.objects.filter(action="schools.partner_checked").count() == 1


def test_archived_entry_is_out_of_the_list_and_the_row_stays(world: World) -> None:
    partner = add(world)
    for _ in range(2):
        services.archive_partner(actor=world.af, partner=partner)
    assert partners_of(world.school, world.teacher) == []
    assert Partner.objects.get().archived_at
    with pytest.raises(IllegalTransition):
        services.correct_partner(actor=world.af, partner=partner, values=values(name="Anders"))
    add(world)


def test_list_stands_in_the_order_in_which_one_calls(world: World) -> None:
    for kind in ("other", "team", "veilig_thuis"):
        add(world, kind=kind, name=f"Bij {kind}")
    found = [partner.kind for partner in partners_of(world.school, world.teacher)]
    assert found == ["veilig_thuis", "team", "other"]


def test_national_numbers_stand_on_an_empty_list_for_every_reader(
    client: Client, world: World
) -> None:
    for who in ("teacher", "af", "beheerder"):
        text = page(client, world.user(who), world.school)
        for number in NATIONAL_NUMBERS:
            assert f'href="tel:{number.tel}"' in text, who


def test_teacher_reads_and_has_no_button_to_change(client: Client, world: World) -> None:
    partner = add(world)
    text = page(client, world.teacher, world.school)
    assert 'href="tel:0301234567"' in text
    assert reverse("schools:partner_correct", args=[partner.pk]) not in text
    assert reverse("schools:partner_correct", args=[partner.pk]) in page(
        client, world.af, world.school
    )


def test_list_of_another_school_does_not_exist(client: Client, world: World) -> None:
    login(client, world.teacher)
    response = client.get(reverse("schools:partners", args=[world.other_school.pk]))
    assert response.status_code == 404


def test_page_takes_the_same_queries_for_one_and_many(client: Client, world: World) -> None:
    login(client, world.af)
    url = reverse("schools:partners", args=[world.school.pk])

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(url)
        return len(seen)

    add(world)
    queries()
    one = queries()
    for number in range(5):
        add(world, name=f"Nummer {number}")
    assert queries() == one


def test_form_of_a_page_adds_corrects_and_keeps_what_was_typed(
    client: Client, world: World
) -> None:
    login(client, world.af)
    url = reverse("schools:partner_add", args=[world.school.pk])
    wrong = client.post(url, values(phone="bel maar") | {"key": uuid7()})
    assert wrong.status_code == 422
    assert "bel maar" in wrong.content.decode()
    assert client.post(url, values() | {"key": uuid7()}).status_code == 302
    partner = Partner.objects.get()
    correct = reverse("schools:partner_correct", args=[partner.pk])
    assert client.post(correct, values(name="Wijkteam Zuid")).status_code == 302
    partner.refresh_from_db()
    assert partner.name == "Wijkteam Zuid"
