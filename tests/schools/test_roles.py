"""The matrix of roles, and its twin in Postgres."""

from datetime import timedelta

import pytest
from django.db import connection

from core.context import acting_as
from core.workdays import today
from schools.models import Membership
from schools.roles import AREAS, PERMISSIONS, Role
from schools.scope import holds, schools_with, scope_of
from schools.staffing import holders
from tests.factories import make_member, make_user, make_wide_member

BOARD_WIDE = {Role.BESTUUR, Role.BESTUURSONDERSTEUNER, Role.BEHEERDER}


def my_schools(user, area: str) -> set[int]:
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute("select app.my_schools(%s)", [area])
        return set(cursor.fetchone()[0])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("area", [*AREAS, "no such area"])
def test_areas_in_postgres_are_those_of_the_matrix(world, role: Role, area: str) -> None:
    user = make_user()
    make_member(user, world.school, role)
    expected = {world.school.pk} if role in AREAS.get(area, frozenset()) else set()
    assert my_schools(user, area) == expected


def test_board_wide_role_counts_for_every_school_of_the_board(world) -> None:
    assert my_schools(world.bestuur, "figures") == {world.school.pk, world.other_school.pk}
    assert schools_with(world.bestuur, "monitoring.view_figures") == {
        world.school.pk,
        world.other_school.pk,
    }


@pytest.mark.parametrize("days", [(-10, -1), (1, None)])
def test_role_counts_only_between_its_days(world, days) -> None:
    user = make_user()
    start, end = (today() + timedelta(days=n) if n is not None else None for n in days)
    make_member(user, world.school, Role.AF_HGKM, starts_on=start, ends_on=end)
    assert scope_of(user) == {}
    assert my_schools(user, "case") == set()


def test_every_permission_belongs_to_a_role_and_nobody_has_all() -> None:
    assert all(PERMISSIONS.values())
    for role in Role:
        assert any(role not in roles for roles in PERMISSIONS.values())


@pytest.mark.parametrize("role", [role for role in Role if role not in BOARD_WIDE])
def test_role_that_may_see_children_is_never_board_wide(world, role: Role) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        make_wide_member(make_user(), world.board, role)


def test_unknown_role_in_the_database_is_impossible(world) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.update(role="superuser")


def test_permission_is_held_at_the_objects_school_only(world) -> None:
    test = holds("dossiers.open_dossier")
    assert test(world.teacher)
    assert test(world.teacher, world.pupil)
    assert test(world.teacher, world.school)
    assert not test(world.teacher, world.foreign_pupil)
    assert not test(world.bestuur, world.pupil)


def test_holders_are_the_active_people_of_the_school(world) -> None:
    assert holders(world.school.pk, "meldcode.open_case") == [world.af]
    assert holders(world.school.pk, "monitoring.view_figures") == sorted(
        [world.manager, world.bestuur], key=lambda user: user.display_name
    )
    world.af.is_active = False
    world.af.save()
    assert holders(world.school.pk, "meldcode.open_case") == []
