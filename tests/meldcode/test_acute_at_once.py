"""Two people report, or open, the same at once: one record, and the other is told (M7). Real threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from core.context import acting_as, acting_as_system
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from meldcode import services
from meldcode.models import Case, CaseDuty, CasePupil, Report
from tests.factories import World, make_world
from tests.meldcode import helpers
from tests.meldcode.acute import report_now, urgent

pytestmark = pytest.mark.committed


@pytest.fixture
def committed_world() -> World:
    with acting_as_system():
        return make_world()


def together(calls: list[tuple[Any, Callable[[], Any]]]) -> list[Any]:
    """Run the calls in threads that start at the same moment; return results and refusals."""
    start = Barrier(len(calls))

    def run(call: tuple[Any, Callable[[], Any]]) -> Any:
        actor, act = call
        start.wait()
        try:
            with acting_as(actor):
                return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.parametrize("with_case", [False, True])
def test_two_people_who_report_at_once_are_one_report_and_one_who_is_told(
    committed_world: World, with_case: bool
) -> None:
    world = committed_world
    if with_case:
        with acting_as_system():
            helpers.open_case(world)
    made = together(
        [
            (world.user(who), lambda who=who: report_now(world, who=who))
            for who in ("af", "manager", "af", "manager")
        ]
    )
    reports = [one for one in made if isinstance(one, Report)]
    told = [one for one in made if isinstance(one, IllegalTransition)]
    assert (len(reports), len(told)) == (1, 3)
    assert all(str(reports[0].author) in str(one) for one in told)
    with acting_as_system():
        assert (Case.objects.count(), Report.objects.count()) == (1, 1)
        assert CaseDuty.objects.open().filter(kind="acute_decision").count() == 1


def test_one_form_sent_eight_times_at_once_is_one_report(committed_world: World) -> None:
    world, key = committed_world, uuid7()
    report = urgent()
    made = together(
        [
            (
                world.af,
                lambda: services.report_now(
                    actor=world.af, key=key, pupil=world.pupil, report=report
                ),
            )
        ]
        * 8
    )
    assert {one.pk for one in made} == {key}


def test_reporting_and_adding_the_child_elsewhere_leave_it_in_one_running_case(
    committed_world: World,
) -> None:
    world = committed_world
    with acting_as_system():
        case = helpers.open_case(world, world.second_pupil)
    made = together(
        [
            (world.manager, lambda: report_now(world, who="manager")),
            (
                world.af,
                lambda: services.add_pupil(actor=world.af, case=case, pupil=world.pupil),
            ),
        ]
    )
    assert any(isinstance(one, Report) for one in made)
    with acting_as_system():
        running = CasePupil.objects.filter(pupil=world.pupil).exclude(case__state="closed")
        assert running.count() == 1
