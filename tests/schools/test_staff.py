"""Accounts, roles and groups of staff: who may give what, and what it does at once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from core import outbox
from core.errors import Refused
from core.workdays import today
from schools.models import Board, GroupTeacher, Membership, School, StaffMember
from schools.roles import Role
from schools.services import staff as services
from tests.factories import (
    World,
    login,
    make_guardian,
    make_member,
    make_school,
    make_user,
    make_wide_member,
)

DAY = timedelta(days=1)


def make_staff(school: School, key: str = "x1", **values: Any) -> StaffMember:
    return StaffMember.objects.create(
        school=school, key=key, last_name="Nieuw", sort_name="nieuw", **values
    )


def give(world: World, user: User, role: str = Role.AF_HGKM, **values: Any) -> Membership:
    wanted: dict[str, Any] = {
        "actor": world.beheerder,
        "board": world.board,
        "school": world.school,
        "starts_on": today(),
    }
    return services.give_role(user=user, role=role, **(wanted | values))


def account(**values: str) -> dict[str, str]:
    wanted = {"username": "n.nieuw", "email": "n@example.invalid", "display_name": "Nel Nieuw"}
    return wanted | values


def actions() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


def test_account_for_staff_is_linked_and_gets_a_link(world: World) -> None:
    staff = make_staff(world.school)
    user = services.open_account(actor=world.beheerder, staff=staff, **account())
    staff.refresh_from_db()
    assert staff.user == user
    assert {"accounts.created", "schools.account_linked"} <= set(actions())
    outbox.deliver_due()
    assert [message.to for message in mail.outbox] == [["n@example.invalid"]]


def test_account_for_staff_twice_is_one_account(world: World) -> None:
    staff = make_staff(world.school)
    first = services.open_account(actor=world.beheerder, staff=staff, **account())
    assert services.open_account(actor=world.beheerder, staff=staff, **account()) == first
    with pytest.raises(Refused):
        services.open_account(actor=world.beheerder, staff=staff, **account(username="anders"))


def test_somebody_at_two_schools_keeps_one_account(world: World) -> None:
    staff = make_staff(world.school)
    services.link_account(actor=world.beheerder, staff=staff, user=world.other_teacher)
    services.link_account(actor=world.beheerder, staff=staff, user=world.other_teacher)
    staff.refresh_from_db()
    assert staff.user == world.other_teacher


def test_role_holds_from_its_first_day(world: World) -> None:
    made = give(world, world.outsider)
    assert made.school == world.school
    assert actions() == ["schools.role_given"]


def test_same_role_twice_is_one_role(world: World) -> None:
    assert give(world, world.outsider) == give(world, world.outsider)
    with pytest.raises(Refused) as refusal:
        give(world, world.outsider, ends_on=today() + 30 * DAY)
    assert refusal.value.field == "role"
    assert Membership.objects.filter(user=world.outsider).count() == 1


def test_role_can_follow_on_one_that_ended(world: World) -> None:
    give(world, world.outsider, starts_on=today() - 9 * DAY, ends_on=today() - DAY)
    give(world, world.outsider)
    assert Membership.objects.filter(user=world.outsider).count() == 2


def test_role_may_end_before_a_later_one_begins(world: World) -> None:
    give(world, world.outsider, starts_on=today() + 30 * DAY)
    give(world, world.outsider, ends_on=today() + 9 * DAY)
    assert Membership.objects.filter(user=world.outsider).count() == 2


def test_nobody_gives_themselves_a_role(world: World) -> None:
    with pytest.raises(Refused):
        give(world, world.beheerder)


@pytest.mark.parametrize("change", [partial(services.change_role, ends_on=None), services.end_role])
def test_nobody_touches_a_role_of_their_own(world: World, change: Any) -> None:
    own = Membership.objects.get(user=world.beheerder)
    with pytest.raises(Refused):
        change(actor=world.beheerder, membership=own)


def test_beheerder_of_another_board_gives_nothing_here(world: World) -> None:
    elsewhere = make_school()
    other = make_user()
    make_wide_member(other, elsewhere.board, Role.BEHEERDER)
    for school, board in (
        (world.school, world.board),
        (world.school, elsewhere.board),
        (None, world.board),
    ):
        with pytest.raises(Refused) as refusal:
            give(world, world.outsider, actor=other, board=board, school=school, role=Role.BESTUUR)
        assert refusal.value.field == "place"


def test_beheerder_of_one_school_gives_no_role_for_the_board(world: World) -> None:
    local = make_user()
    make_member(local, world.school, Role.BEHEERDER)
    give(world, world.outsider, actor=local)
    for school in (None, world.other_school):
        with pytest.raises(Refused):
            give(world, world.outsider, actor=local, school=school, role=Role.BESTUUR)


@pytest.mark.parametrize("role", [Role.LEERKRACHT, Role.AF_HGKM, Role.MANAGER, Role.CONTACTPERSOON])
def test_role_that_sees_children_belongs_to_one_school(world: World, role: Role) -> None:
    with pytest.raises(Refused) as refusal:
        give(world, world.outsider, role=role, school=None)
    assert refusal.value.field == "place"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_wide_member(world.outsider, world.board, role)


@pytest.mark.parametrize("role", [Role.BESTUUR, Role.BESTUURSONDERSTEUNER, Role.BEHEERDER])
def test_role_without_children_can_hold_for_the_board(world: World, role: Role) -> None:
    assert give(world, world.outsider, role=role, school=None).school is None


def test_unknown_role_days_in_wrong_order_and_parents_are_refused(world: World) -> None:
    for values in (
        {"user": world.outsider, "role": "superuser"},
        {"user": world.outsider, "ends_on": today() - DAY},
        {"user": world.parent},
    ):
        with pytest.raises(Refused):
            give(world, **values)  # type: ignore[arg-type]


def test_ended_role_counts_no_more_at_the_next_request(world: World, client: Client) -> None:
    login(client, world.teacher)
    assert client.get(reverse("schools:pupils")).status_code == 200
    role = Membership.objects.get(user=world.teacher)
    services.end_role(actor=world.beheerder, membership=role)
    services.end_role(actor=world.beheerder, membership=role)
    response = client.get(reverse("schools:pupils"))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]
    world.teacher.refresh_from_db()
    login(client, world.teacher)
    assert client.get(reverse("schools:pupils")).status_code == 403
    assert actions().count("schools.role_ended") == 1


def test_role_of_today_that_ends_today_is_gone(world: World) -> None:
    role = give(world, world.outsider)
    services.end_role(actor=world.beheerder, membership=role)
    services.end_role(actor=world.beheerder, membership=role)
    assert not Membership.objects.filter(pk=role.pk).exists()
    assert actions() == ["schools.role_given", "schools.role_ended"]


def test_last_day_of_a_role_can_be_set_and_taken_back(world: World) -> None:
    role = Membership.objects.get(user=world.teacher)
    for day in (today() + 9 * DAY, today() + 9 * DAY, None):
        services.change_role(actor=world.beheerder, membership=role, ends_on=day)
    role.refresh_from_db()
    assert role.ends_on is None
    assert actions().count("schools.role_changed") == 2
    with pytest.raises(Refused):
        services.change_role(actor=world.beheerder, membership=role, ends_on=role.starts_on - DAY)


def test_last_day_that_is_over_logs_out(world: World, client: Client) -> None:
    login(client, world.teacher)
    role = Membership.objects.get(user=world.teacher)
    services.change_role(actor=world.beheerder, membership=role, ends_on=today() - DAY)
    assert client.get(reverse("schools:pupils")).status_code == 302


def test_account_closes_only_for_who_keeps_every_role_of_it(world: World) -> None:
    elsewhere = make_school()
    make_member(world.teacher, elsewhere, Role.LEERKRACHT)
    with pytest.raises(Refused):
        services.close_account(actor=world.beheerder, user=world.teacher)
    services.close_account(actor=world.beheerder, user=world.colleague)
    world.colleague.refresh_from_db()
    assert not world.colleague.is_active


def test_person_who_is_not_in_the_file_gets_account_and_role_once(world: World) -> None:
    for _ in range(2):
        user = services.add_person(
            actor=world.beheerder,
            board=world.board,
            school=None,
            account=account(),
            role=Role.BESTUUR,
            starts_on=today(),
        )
    assert User.objects.filter(username="n.nieuw").count() == 1
    assert user.memberships.count() == 1  # type: ignore[attr-defined]


def test_person_whose_role_is_refused_has_no_account(world: World) -> None:
    with pytest.raises(Refused):
        services.add_person(
            actor=world.beheerder,
            board=world.board,
            school=None,
            account=account(),
            role=Role.MANAGER,
            starts_on=today(),
        )
    assert not User.objects.filter(username="n.nieuw").exists()


def test_group_is_given_and_taken(world: World) -> None:
    staff = StaffMember.objects.get(user=world.teacher)
    values: dict[str, Any] = {"group": world.other_group, "staff": staff, "starts_on": today()}
    made = services.set_teacher(actor=world.beheerder, **values)
    assert services.set_teacher(actor=world.beheerder, **values) == made
    with pytest.raises(Refused):
        services.set_teacher(actor=world.beheerder, **(values | {"starts_on": today() + DAY}))
    services.end_teacher(actor=world.beheerder, assignment=made)
    services.end_teacher(actor=world.beheerder, assignment=made)
    assert not GroupTeacher.objects.filter(pk=made.pk).exists()
    running = GroupTeacher.objects.get(staff=staff)
    services.end_teacher(actor=world.beheerder, assignment=running)
    running.refresh_from_db()
    assert running.ends_on == today() - DAY


def test_group_of_another_school_is_refused(world: World) -> None:
    staff = StaffMember.objects.get(user=world.other_teacher)
    with pytest.raises(Refused) as refusal:
        services.set_teacher(
            actor=world.beheerder, group=world.group, staff=staff, starts_on=today()
        )
    assert refusal.value.field == "staff"


# The pages


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
    assert "Ziet geen Meldcode-casussen" in page


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
    page = client.get(url("person", world, world.beheerder)).content.decode()
    assert url("role_give", world, world.beheerder) not in page
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
    assert User.objects.get(username="n.nieuw").memberships.count() == 1  # type: ignore[attr-defined]


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
