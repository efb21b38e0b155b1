"""Several people at the same moment, with real commits: one of them is first, the others hear who."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from audit.models import Event
from core.context import acting_as, acting_as_system
from core.errors import Conflict
from incidents import services as incident_services
from protocols import services
from tests.factories import make_world
from tests.incidents.factories import make_incident
from tests.protocols.factories import make_run, step

pytestmark = pytest.mark.committed


def race(users, attempt) -> list[str]:
    """Let each user try in a connection of its own. Returns 'first' or what the user was told."""

    def one(user) -> str:
        try:
            with acting_as(user):
                attempt(user)
        except Conflict as conflict:
            return str(conflict)
        else:
            return "first"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(users)) as pool:
        return list(pool.map(one, users))


def test_one_step_is_ticked_off_by_one_of_two() -> None:
    with acting_as_system():
        world = make_world()
        item = step(make_run(world), "contact")
    people = [world.af, world.manager]
    told = race(people, lambda user: services.complete_step(actor=user, step=item))
    assert told.count("first") == 1
    winner = people[told.index("first")]
    assert str(winner) in told[1 - told.index("first")]
    with acting_as_system():
        assert Event.objects.filter(action="protocols.step_completed").count() == 1


def test_one_incident_is_taken_up_by_one_of_two() -> None:
    with acting_as_system():
        world = make_world()
        incident = make_incident(world)
    people = [world.af, world.manager]
    told = race(people, lambda user: incident_services.take_up(actor=user, incident=incident))
    assert told.count("first") == 1
    with acting_as_system():
        assert Event.objects.filter(action="incidents.incident_taken_up").count() == 1
