"""Row-level security: without a context nothing, with one only the own scope, and no leak between."""

import pytest
from django.db import connection, transaction

from core.actors import SYSTEM
from core.context import acting_as
from schools.models import Pupil


class Nobody:
    pk = None
    is_system = False


def test_without_a_user_the_app_role_sees_no_child(world) -> None:
    with acting_as(Nobody()):
        assert Pupil.objects.count() == 0


def test_staff_sees_the_own_school_alone_even_without_a_filter(world) -> None:
    with acting_as(world.teacher):
        assert set(Pupil.objects.all()) == {world.pupil, world.second_pupil}
    with acting_as(world.other_teacher):
        assert set(Pupil.objects.all()) == {world.foreign_pupil}


@pytest.mark.parametrize("name", ["bestuur", "contactpersoon", "outsider"])
def test_who_has_no_business_with_pupils_sees_none(world, name: str) -> None:
    with acting_as(world.user(name)):
        assert Pupil.objects.count() == 0


def test_parent_sees_the_own_child_alone(world) -> None:
    with acting_as(world.parent):
        assert list(Pupil.objects.all()) == [world.pupil]


def test_deactivated_user_sees_nothing(world) -> None:
    world.teacher.is_active = False
    world.teacher.save()
    with acting_as(world.teacher):
        assert Pupil.objects.count() == 0


def test_a_row_of_another_school_cannot_be_written(world) -> None:
    with acting_as(world.teacher):
        assert not Pupil.objects.filter(pk=world.foreign_pupil.pk).update(call_name="X")


def test_nested_context_is_restored(world) -> None:
    with acting_as(world.teacher):
        with acting_as(SYSTEM):
            assert Pupil.objects.count() == 3
        assert Pupil.objects.count() == 2


@pytest.mark.committed
def test_context_ends_with_its_transaction(committed_database) -> None:
    from tests.factories import make_world

    with acting_as(SYSTEM):
        world = make_world()
    with acting_as(world.teacher):
        assert Pupil.objects.count() == 2
    with transaction.atomic():
        assert Pupil.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("select current_user, current_setting('app.user_id', true)")
            assert cursor.fetchone() in {("sv_app", ""), ("sv_app", None)}


def test_every_table_with_a_school_has_a_policy(world) -> None:
    """A new table with children in it does not slip through."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where a.attname in ('school_id', 'pupil_id') and not a.attisdropped"
            " and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
            " and not c.relrowsecurity order by 1"
        )
        without = {name for (name,) in cursor.fetchall()}
    # These hold no child: who works where, groups by name, and the log (ids only, read by its views).
    assert without == {"audit_event", "schools_group", "schools_membership"}
