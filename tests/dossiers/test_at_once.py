"""Several people, or one impatient finger, at the same moment: real threads on committed rows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from core.context import acting_as, acting_as_system
from core.errors import Conflict, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from dossiers import services
from dossiers.models import HandOver, Signal, SignalVersion
from dossiers.services import SignalText
from tests.dossiers.helpers import make_hand_over, make_signal
from tests.factories import World, make_world

AT_ONCE = 8

pytestmark = pytest.mark.committed


@pytest.fixture
def committed_world() -> World:
    with acting_as_system():
        return make_world()


def at_once(actor: Any, call: Callable[[], Any]) -> list[Any]:
    """Run `call` in eight threads that start together; return results and refusals."""
    start = Barrier(AT_ONCE)

    def run(_number: int) -> Any:
        start.wait()
        try:
            with acting_as(actor):
                return call()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_eight_sends_of_one_signal_are_one_signal(committed_world: World) -> None:
    world, key = committed_world, uuid7()
    made = at_once(world.teacher, lambda: make_signal(world.teacher, world.pupil, key=key))
    assert {signal.pk for signal in made} == {key}
    with acting_as_system():
        assert (Signal.objects.count(), SignalVersion.objects.count()) == (1, 1)


def test_eight_hand_overs_of_one_pupil_are_one_and_one_mail(committed_world: World) -> None:
    world = committed_world
    made = at_once(world.teacher, lambda: make_hand_over(world.teacher, world.pupil))
    assert len([one for one in made if isinstance(one, HandOver)]) == 1
    with acting_as_system():
        assert HandOver.objects.count() == 1
        assert OutboxMessage.objects.count() == 1


def test_eight_corrections_on_one_version_are_one_and_seven_conflicts(
    committed_world: World,
) -> None:
    world = committed_world
    with acting_as_system():
        signal = make_signal(world.teacher, world.pupil)

    def correct() -> SignalVersion:
        return services.correct_signal(
            actor=world.teacher,
            signal=signal,
            key=uuid7(),
            number=1,
            reason="r",
            text=SignalText(facts="Anders"),
        )

    made = at_once(world.teacher, correct)
    assert len([one for one in made if isinstance(one, Conflict)]) == AT_ONCE - 1
    with acting_as_system():
        assert SignalVersion.objects.count() == 2
