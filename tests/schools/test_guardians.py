"""Parents and carers: gezag, two homes, the portal, and what changes at once."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from core import outbox
from core.errors import Refused
from core.ids import uuid7
from core.workdays import today
from schools.models import Guardian, Pupil
from schools.roles import Role
from schools.services import guardians as services
from tests.factories import World, login, make_guardian, make_school, make_user, make_wide_member

DAY = timedelta(days=1)


def values(**changes: Any) -> dict[str, Any]:
    wanted = {
        "name": "Aïcha Benali",
        "relation": "moeder",
        "gezag": True,
        "email": "aicha@example.invalid",
        "phone": "06 12345678",
        "starts_on": today(),
        "ends_on": None,
    }
    return wanted | changes


def add(world: World, key: uuid.UUID | None = None, **changes: Any) -> Guardian:
    return services.add_guardian(
        actor=world.beheerder,
        key=key or uuid7(),
        pupil=world.second_pupil,
        values=values(**changes),
    )


def children_of(user: User | None) -> list[Pupil]:
    return list(Pupil.objects.of_guardian(user))


def test_two_homes_are_two_records_with_gezag_each(world: World) -> None:
    add(world)
    add(world, name="Tom de Vries", relation="vader", email="tom@example.invalid")
    assert world.second_pupil.guardians.filter(gezag=True).count() == 2


def test_same_form_twice_is_one_record(world: World) -> None:
    key = uuid7()
    assert add(world, key) == add(world, key)
    assert Event.objects.filter(action="schools.guardian_added").count() == 1


def test_key_of_another_pupils_record_is_refused(world: World) -> None:
    key = uuid7()
    add(world, key)
    with pytest.raises(Refused):
        services.add_guardian(actor=world.beheerder, key=key, pupil=world.pupil, values=values())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "aicha  BENALI"}, "name"),
        ({"name": "Iemand", "relation": ""}, "relation"),
        ({"name": "Iemand", "ends_on": today() - DAY}, "ends_on"),
    ],
)
def test_faulty_record_is_refused_by_the_field(
    world: World, changes: dict[str, Any], field: str
) -> None:
    add(world)
    with pytest.raises(Refused) as refusal:
        add(world, **changes)
    assert refusal.value.field == field
    assert world.second_pupil.guardians.count() == 1


def test_name_is_free_again_after_its_record_ended(world: World) -> None:
    services.end_guardian(actor=world.beheerder, guardian=add(world))
    add(world)
    assert world.second_pupil.guardians.count() == 2


def test_portal_account_reads_along_from_then_on(world: World) -> None:
    guardian = add(world)
    for _ in range(2):
        user = services.open_portal(
            actor=world.beheerder,
            guardian=guardian,
            username="aicha",
            email="aicha@example.invalid",
        )
    assert children_of(user) == [world.second_pupil]
    assert not user.memberships.exists()
    outbox.deliver_due()
    assert len(mail.outbox) == 1
    with pytest.raises(Refused):
        services.open_portal(
            actor=world.beheerder, guardian=guardian, username="anders", email="a@b.nl"
        )


def test_without_gezag_there_is_no_portal(world: World) -> None:
    guardian = add(world, gezag=False)
    with pytest.raises(Refused):
        services.open_portal(
            actor=world.beheerder, guardian=guardian, username="aicha", email="a@b.nl"
        )
    assert not User.objects.filter(username="aicha").exists()


def test_ended_record_gets_no_portal(world: World) -> None:
    guardian = services.end_guardian(actor=world.beheerder, guardian=add(world))
    with pytest.raises(Refused):
        services.link_portal(actor=world.beheerder, guardian=guardian, username="x")


def test_parent_of_a_brother_uses_the_account_that_exists(world: World) -> None:
    guardian = add(world, name="Ouder van twee")
    name = world.parent.username.upper()
    for _ in range(2):
        services.link_portal(actor=world.beheerder, guardian=guardian, username=name)
    assert set(children_of(world.parent)) == {world.pupil, world.second_pupil}


def test_account_that_is_no_parents_or_is_used_by_the_co_parent_is_not_linked(
    world: World,
) -> None:
    first, second = add(world), add(world, name="Tom de Vries")
    services.link_portal(actor=world.beheerder, guardian=first, username=world.parent.username)
    for username in (world.parent.username, world.teacher.username, "bestaat-niet"):
        with pytest.raises(Refused) as refusal:
            services.link_portal(actor=world.beheerder, guardian=second, username=username)
        assert refusal.value.field == "existing"


def test_parent_who_works_at_a_school_needs_a_second_account(world: World) -> None:
    make_guardian(world.pupil, world.colleague)
    with pytest.raises(Refused):
        services.link_portal(
            actor=world.beheerder, guardian=add(world), username=world.colleague.username
        )


@pytest.mark.parametrize("change", ["gezag", "block", "end"])
def test_whoever_loses_the_portal_is_out_at_the_next_request(
    world: World, client: Client, change: str
) -> None:
    guardian = Guardian.objects.get(user=world.parent)
    login(client, world.parent)
    assert client.get(reverse("account_change_password")).status_code == 200
    for _ in range(2):
        if change == "gezag":
            services.change_guardian(
                actor=world.beheerder, guardian=guardian, values=values(gezag=False)
            )
        elif change == "block":
            services.set_portal_block(actor=world.beheerder, guardian=guardian, blocked=True)
        else:
            services.end_guardian(actor=world.beheerder, guardian=guardian)
    assert client.get(reverse("account_change_password")).status_code == 302
    assert children_of(world.parent) == []
    assert Event.objects.filter(object_id=str(guardian.pk)).count() == 1


def test_block_of_one_parent_leaves_the_other(world: World) -> None:
    other = make_guardian(world.pupil)
    guardian = Guardian.objects.get(user=world.parent)
    services.set_portal_block(actor=world.beheerder, guardian=guardian, blocked=True)
    assert children_of(other.user) == [world.pupil]
    services.set_portal_block(actor=world.beheerder, guardian=guardian, blocked=False)
    assert children_of(world.parent) == [world.pupil]


def test_record_that_began_today_can_end_now(world: World) -> None:
    guardian = services.end_guardian(actor=world.beheerder, guardian=add(world))
    assert guardian.ends_on == today() - DAY


def test_beheerder_of_another_board_keeps_no_parents_here(world: World) -> None:
    other = make_user()
    make_wide_member(other, make_school().board, Role.BEHEERDER)
    guardian = Guardian.objects.get(user=world.parent)
    with pytest.raises(Refused):
        services.end_guardian(actor=other, guardian=guardian)


# The pages


def guardians_page(pupil: Pupil) -> str:
    return reverse("schools:guardians", kwargs={"pupil": pupil.pk})


def typed(**changes: Any) -> dict[str, str]:
    form = {name: str(value or "") for name, value in values().items()}
    return form | {"gezag": "ja", "key": str(uuid7())} | changes


def test_two_guardians_are_recorded_through_the_page(world: World, client: Client) -> None:
    login(client, world.beheerder)
    where = reverse("schools:guardian_add", kwargs={"pupil": world.second_pupil.pk})
    form = typed()
    assert client.get(where).status_code == 200
    for _ in range(2):
        assert client.post(where, form)["Location"] == guardians_page(world.second_pupil)
    client.post(where, typed(name="Tom de Vries", gezag="nee"))
    page = client.get(guardians_page(world.second_pupil)).content.decode()
    assert page.count("Aïcha Benali") >= 1
    assert "geen gezag" in page
    assert Guardian.objects.filter(pupil=world.second_pupil).count() == 2
    assert Event.objects.filter(action="schools.guardians_viewed").count() == 1


def test_faulty_form_keeps_what_was_typed(world: World, client: Client) -> None:
    login(client, world.beheerder)
    where = reverse("schools:guardian_add", kwargs={"pupil": world.second_pupil.pk})
    for changes in (
        {"gezag": ""},
        {"phone": "bel me"},
        {"email": "geen adres"},
        {"starts_on": "gisteren"},
        {"relation": "x" * 100_000},
        {"ends_on": str(today() - DAY)},
    ):
        response = client.post(where, typed(name="<i>Aïcha</i>", **changes))
        assert response.status_code == 422
        assert "&lt;i&gt;Aïcha&lt;/i&gt;" in response.content.decode()
    assert not Guardian.objects.filter(pupil=world.second_pupil).exists()


def test_buttons_beside_a_parent(world: World, client: Client) -> None:
    login(client, world.beheerder)
    guardian = add(world)
    kwargs = {"kwargs": {"pk": guardian.pk}}
    change = reverse("schools:guardian_change", **kwargs)
    assert client.get(change).status_code == 200
    assert client.post(change, typed(phone="010-1234567")).status_code == 302
    portal = reverse("schools:guardian_account", **kwargs)
    assert client.get(portal).status_code == 200
    assert client.post(portal, {"existing": "", "username": ""}).status_code == 422
    form = {"username": "aicha", "email": "a@example.invalid"}
    assert client.post(portal, form).status_code == 302
    for name in ("portal_block", "portal_unblock", "guardian_end"):
        assert client.post(reverse(f"schools:{name}", **kwargs)).status_code == 302
    guardian.refresh_from_db()
    assert (guardian.phone, guardian.portal_blocked) == ("010-1234567", False)
    assert guardian.ends_on == today() - DAY
    assert client.get(guardians_page(world.second_pupil)).status_code == 200


def test_account_of_a_brother_is_linked_through_the_page(world: World, client: Client) -> None:
    login(client, world.beheerder)
    portal = reverse("schools:guardian_account", kwargs={"pk": add(world).pk})
    assert client.post(portal, {"existing": world.parent.username}).status_code == 302
    assert len(children_of(world.parent)) == 2


@pytest.mark.parametrize("who", ["teacher", "af", "manager", "bestuur", "parent", "outsider"])
def test_parents_are_kept_by_the_beheerder_alone(world: World, client: Client, who: str) -> None:
    login(client, world.user(who))
    assert client.get(guardians_page(world.pupil)).status_code in {403, 404}
    guardian = Guardian.objects.get(user=world.parent)
    address = reverse("schools:portal_block", kwargs={"pk": guardian.pk})
    assert client.post(address).status_code in {403, 404}


def test_pupils_without_gezag_are_listed(world: World, client: Client) -> None:
    login(client, world.beheerder)
    address = reverse("schools:registry", kwargs={"school": world.school.pk})
    page = client.get(f"{address}?toon=gezag").content.decode()
    assert "Zoë" in page
    assert "Noor" not in page
    assert "Noor" in client.get(address).content.decode()
    assert "Zoë" in client.post(address, {"q": "zoe HOEN"}).content.decode()
    assert client.get(f"{address}?toon=weg").status_code == 200
