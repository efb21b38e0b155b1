"""The pages of staff: accounts, roles and groups given and taken with buttons and forms."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.workdays import today
from schools.models import Board, GroupTeacher, Membership, School, StaffMember
from schools.roles import Role
from tests.factories import (
    World,
    login,
    make_guardian,
    make_member,
    make_school,
    make_user,
    make_wide_member,
)
from tests.schools.test_staff import account, make_staff

DAY = timedelta(days=1)


def url(name: str, world: World, user: User | None = None, school: School | None = None) -> str:
    kwargs: dict[str, Any] = {"school": (school or world.school).pk}
    if user is not None:
        kwargs["user"] = user.pk
    return reverse(f"schools:{name}", kwargs=kwargs)


def test_staff_page_shows_proposal_roles_and_what_a_role_sees(world: World, client: Client) -> None:
    make_staff(world.school, role_codes="IB,LRK")
    login(client, world.beheerder)
    page = client.get(url("staff", world)).content.decode()
    assert "intern begeleider" in page
    assert "geen rol" in page
    assert "Ziet geen Meldcodezaken" in page


def test_staff_page_takes_as_many_queries_for_many_people(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    login(client, world.beheerder)
    client.get(url("staff", world))
    with CaptureQueriesContext(connection) as few:
        client.get(url("staff", world))
    for number in range(20):
        user = make_user()
        make_member(user, world.school, Role.LEERKRACHT)
        make_staff(world.school, key=f"veel{number}", user=user)
    with django_assert_num_queries(len(few)):
        client.get(url("staff", world))


def test_role_is_given_through_the_page(world: World, client: Client) -> None:
    login(client, world.beheerder)
    staff = make_staff(world.school)
    form = account()
    response = client.post(reverse("schools:staff_account", kwargs={"pk": staff.pk}), form)
    user = User.objects.get(username="n.nieuw")
    assert response["Location"] == url("role_give", world, user)
    data = {"role": "af_hgkm", "place": f"s{world.school.pk}", "starts_on": str(today())}
    response = client.post(url("role_give", world, user), data)
    assert response["Location"] == url("person", world, user)
    assert "Aandachtsfunctionaris" in client.get(url("person", world, user)).content.decode()
    assert client.get(url("staff", world)).status_code == 200


def test_form_with_faults_keeps_what_was_typed(world: World, client: Client) -> None:
    login(client, world.beheerder)
    staff = make_staff(world.school)
    where = reverse("schools:staff_account", kwargs={"pk": staff.pk})
    response = client.post(where, account(username="<b>met spatie</b>"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "&lt;b&gt;met spatie&lt;/b&gt;" in page
    assert "n@example.invalid" in page
    assert client.post(where, account(display_name="x" * 100_000)).status_code == 422
    assert client.post(where, account(username=world.teacher.username)).status_code == 422


def test_own_page_offers_no_role(world: World, client: Client) -> None:
    login(client, world.beheerder)
    response = client.get(url("person", world, world.beheerder))
    assert url("role_give", world, world.beheerder) not in response.content.decode()
    assert client.get(url("person", world, world.teacher)).context["user"] == world.beheerder
    own = Membership.objects.get(user=world.beheerder)
    client.post(reverse("schools:role_end", kwargs={"pk": own.pk}))
    own.refresh_from_db()
    assert own.ends_on is None
    assert client.get(reverse("schools:role_change", kwargs={"pk": own.pk})).status_code == 200


def test_buttons_on_a_persons_page(world: World, client: Client) -> None:
    login(client, world.beheerder)
    role = Membership.objects.get(user=world.teacher)
    change = reverse("schools:role_change", kwargs={"pk": role.pk})
    assert client.get(change).status_code == 200
    assert client.post(change, {"ends_on": str(today() + DAY)}).status_code == 302
    data = {"display_name": "Juf Els", "email": "els@example.invalid"}
    assert client.get(url("account_change", world, world.teacher)).status_code == 200
    assert client.post(url("account_change", world, world.teacher), data).status_code == 302
    for name in ("password_link", "account_close", "account_open"):
        assert client.post(url(name, world, world.teacher)).status_code == 302
    world.teacher.refresh_from_db()
    assert (str(world.teacher), world.teacher.is_active) == ("Juf Els", True)
    assert client.post(url("account_close", world, world.beheerder)).status_code == 302
    world.beheerder.refresh_from_db()
    assert world.beheerder.is_active
    client.post(reverse("schools:role_end", kwargs={"pk": role.pk}))
    role.refresh_from_db()
    assert role.ends_on == today() - DAY
    assert client.get(url("person", world, world.teacher)).status_code == 200


def test_person_is_added_through_the_page(world: World, client: Client) -> None:
    login(client, world.beheerder)
    assert client.get(url("person_add", world)).status_code == 200
    data = account() | {
        "role": "bestuur",
        "place": f"b{world.board.pk}",
        "starts_on": str(today()),
    }
    for _ in range(2):
        assert client.post(url("person_add", world), data).status_code == 302
    assert User.objects.get(username="n.nieuw").memberships.count() == 1


def test_groups_page_gives_and_takes_a_group(world: World, client: Client) -> None:
    login(client, world.beheerder)
    staff = make_staff(world.school)
    where = reverse("schools:teacher_set", kwargs={"pk": world.group.pk})
    assert client.get(where).status_code == 200
    response = client.post(where, {"staff": staff.pk, "starts_on": str(today())})
    assert response["Location"] == url("groups", world)
    made = GroupTeacher.objects.get(staff=staff)
    page = client.get(url("groups", world)).content.decode()
    assert "Nieuw" in page
    client.post(reverse("schools:teacher_end", kwargs={"pk": made.pk}))
    assert not GroupTeacher.objects.filter(pk=made.pk).exists()


def test_beheerder_of_another_board_finds_nothing(world: World, client: Client) -> None:
    elsewhere = make_school(Board.objects.create(name="Ander bestuur"))
    other = make_user()
    make_wide_member(other, elsewhere.board, Role.BEHEERDER)
    login(client, other)
    staff = StaffMember.objects.get(user=world.teacher)
    role = Membership.objects.get(user=world.teacher)
    wide = Membership.objects.get(user=world.bestuur)
    for address in (
        url("staff", world),
        url("groups", world),
        url("registry", world),
        url("school_name", world),
        url("person", world, world.teacher),
        url("role_give", world, world.teacher),
        url("person", world, world.teacher, elsewhere),
        reverse("schools:staff_account", kwargs={"pk": staff.pk}),
        reverse("schools:role_change", kwargs={"pk": role.pk}),
        reverse("schools:role_change", kwargs={"pk": wide.pk}),
        reverse("schools:teacher_set", kwargs={"pk": world.group.pk}),
    ):
        assert client.get(address).status_code == 404, address
    for address in (
        url("account_close", world, world.teacher),
        reverse("schools:role_end", kwargs={"pk": role.pk}),
        reverse("schools:role_end", kwargs={"pk": wide.pk}),
    ):
        assert client.post(address).status_code == 404, address


def test_beheerder_of_the_board_changes_a_role_for_the_board(world: World, client: Client) -> None:
    login(client, world.beheerder)
    wide = Membership.objects.get(user=world.bestuur)
    where = reverse("schools:role_change", kwargs={"pk": wide.pk})
    assert client.get(where).status_code == 200
    assert client.post(where, {"ends_on": str(today() + DAY)}).status_code == 302
    assert client.post(reverse("schools:role_end", kwargs={"pk": wide.pk})).status_code == 302
    wide.refresh_from_db()
    assert wide.ends_on == today() - DAY


def test_existing_account_of_the_board_can_be_linked(world: World, client: Client) -> None:
    login(client, world.beheerder)
    staff = make_staff(world.school)
    where = reverse("schools:staff_account", kwargs={"pk": staff.pk})
    response = client.post(where, {"existing": world.other_teacher.pk})
    assert response.status_code == 302
    staff.refresh_from_db()
    assert staff.user == world.other_teacher
    parent = make_guardian(world.pupil).user
    assert client.post(where, {"existing": parent.pk}).status_code == 422
