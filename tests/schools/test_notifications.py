"""A reminder never goes to nobody."""

import pytest
from django.utils.translation import gettext_lazy

from core import mail
from core.models import OutboxMessage
from schools.models import Membership
from schools.notifications import VACANT, tell
from tests.factories import World

NOTICE = mail.register_notice("test.schools", gettext_lazy("Something waits."))


def told(world: World, **options: object) -> dict[int, str]:
    tell(world.school.pk, "meldcode.open_case", notice=NOTICE, path="/x/", key="k", **options)
    return {row.payload["user"]: row.payload["notice"] for row in OutboxMessage.objects.all()}


def end_roles(*names: str) -> None:
    Membership.objects.filter(role__in=names).delete()


def test_who_holds_the_role_is_told(world: World) -> None:
    assert told(world) == {world.af.pk: NOTICE}


def test_manager_is_told_when_there_is_no_af(world: World) -> None:
    end_roles("af_hgkm")
    assert told(world) == {world.manager.pk: NOTICE}


def test_beheerder_hears_that_the_role_is_vacant_when_there_is_neither(world: World) -> None:
    end_roles("af_hgkm", "manager")
    assert told(world) == {world.beheerder.pk: VACANT}


def test_who_caused_it_is_not_told_but_somebody_else_is(world: World) -> None:
    assert told(world, but=world.af) == {world.manager.pk: NOTICE}


@pytest.mark.parametrize("name", ["af", "manager"])
def test_deactivated_people_do_not_count(world: World, name: str) -> None:
    user = world.user(name)
    user.is_active = False
    user.save()
    assert user.pk not in told(world)
    assert OutboxMessage.objects.exists()
