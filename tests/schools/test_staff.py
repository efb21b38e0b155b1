"""Accounts, roles and groups of staff: who may give what, and what it does at once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from core import outbox
from core.errors import Refused
from core.workdays import today
from schools.models import GroupTeacher, Membership, School, StaffMember
from schools.roles import Role
from schools.services import staff as services
from tests.factories import (
    World,
    login,
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
            give(world, **values)


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
    assert user.memberships.count() == 1


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
