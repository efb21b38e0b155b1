"""The board names a deputy: between two proposals, and for a manager whom the worry is about (M8, R1, R4)."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from core.context import acting_as_system
from meldcode.models import Case, Decision, DeputyRequest
from schools.models import Pupil
from tests.factories import PASSWORD, World, make_world
from tests.journeys.acts_meldcode import (
    REFUSED,
    WHY,
    case_page,
    confirm,
    day,
    decide,
    file_report,
    propose,
    state_of,
    steps,
    url,
    weigh,
)
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.meldcode import helpers

pytestmark = [pytest.mark.committed, pytest.mark.journey]
OTHERWISE = "De ouders vroegen vorige week zelf om hulp en die is gisteren bij hen begonnen."
GROUND = (
    "De hulp die begon is te licht, en melden sluit die hulp niet uit. Daarom kies ik hiervoor."
)
ACCUSED = "Het kind woont om de week bij hem in huis."


@pytest.fixture
def world(committed_database: str) -> World:
    with acting_as_system():
        made = make_world()
        helpers.make_signal(made.pupil, made.teacher, "Het kind wilde niet naar huis.")
    return made


def enter(visit: Callable[..., Visitor], user: Any, size: dict[str, int] = DESKTOP) -> Visitor:
    visitor = visit(size)
    visitor.log_in(user.username, PASSWORD)
    return visitor


def status(visitor: Visitor, path: str) -> int:
    """The answer to an address, asked for beside the page: a 404 is no fault of it."""
    return visitor.context.request.get(visitor.base_url + path).status


def name_deputy(bestuur: Visitor, world: World, look: str) -> None:
    """The board finds the request in 'Vandaag', reads no child in it, and names somebody."""
    with acting_as_system():
        request = DeputyRequest.objects.open().get()
    bestuur.go("/")
    bestuur.look(f"{look}-today")
    bestuur.follow(reverse("meldcode:name_deputy", args=[request.pk]))
    bestuur.look(f"{look}-name")
    assert_no_child_in(bestuur.words("main"))
    bestuur.pick("who", str(world.other_manager.pk))
    bestuur.fill(until=day(30))
    bestuur.send()
    bestuur.look(f"{look}-named")
    assert_no_child_in(bestuur.words("main"))
    assert status(bestuur, url("case", request.case_id)) == 404


def assert_no_child_in(words: str) -> None:
    with acting_as_system():
        names = {
            name for row in Pupil.objects.values_list("call_name", "last_name") for name in row
        }
    assert names & set(words.split()) == set()


def test_a_disagreement_goes_to_a_deputy_of_the_board_who_settles_it(
    visit: Callable[..., Visitor], world: World
) -> None:
    with acting_as_system():
        case = helpers.open_case(world).pk
    af, manager = enter(visit, world.af), enter(visit, world.manager)
    bestuur, deputy = enter(visit, world.bestuur), enter(visit, world.other_manager)
    steps(af, case)
    weigh(af, case, REFUSED, "dispute-weigh")
    propose(af, case, report=True, help=False, look="dispute-propose")
    disagree(manager, case)
    assert state_of(case) == "disputed"
    assert status(deputy, url("case", case)) == 404
    name_deputy(bestuur, world, "dispute-board")
    settle(deputy, case)
    assert state_of(case) == "confirmed"
    words = case_page(af, case, "dispute-case")
    assert GROUND in words
    assert OTHERWISE in words  # set aside is not gone
    file_report(manager, case, "dispute-report")
    assert state_of(case) == "reported"


def disagree(manager: Visitor, case: uuid.UUID) -> None:
    """The manager writes an own proposal, complete, beside that of the AF HGKM."""
    manager.go("/")
    manager.follow(url("decision", case))
    manager.follow(url("disagree", case))
    decide(
        manager, report=False, help=True, report_reason=OTHERWISE, deviation_ground=OTHERWISE,
        help_until=day(30),
    )  # fmt: skip
    manager.look("dispute-disagree")
    manager.send()


def settle(deputy: Visitor, case: uuid.UUID) -> None:
    """The deputy reads both and chooses, with a ground."""
    with acting_as_system():
        chosen = Decision.objects.get(case=case, counter_to__isnull=True)
    deputy.go("/")
    deputy.look("dispute-today-deputy")
    deputy.follow(url("settle", case))
    deputy.tick("chosen", str(chosen.pk))
    deputy.fill(ground=GROUND)
    deputy.look("dispute-settle")
    deputy.send()


def test_a_manager_whom_it_is_about_sees_nothing_and_a_deputy_confirms_and_reports(
    visit: Callable[..., Visitor], world: World
) -> None:
    af, manager = enter(visit, world.af), enter(visit, world.manager)
    bestuur, deputy = enter(visit, world.bestuur, PHONE), enter(visit, world.other_manager)
    case = open_without_the_manager(af, world)
    assert_nothing_of_it(manager, case, world)
    name_deputy(bestuur, world, "accused-board-phone")
    steps(af, case)
    weigh(af, case, REFUSED, "accused-weigh")
    propose(af, case, report=True, help=False, look="accused-propose")
    confirm(deputy, case, "accused-decision")
    file_report(deputy, case, "accused-report")
    assert state_of(case) == "reported"
    assert ACCUSED in case_page(deputy, case, "accused-case")
    assert_nothing_of_it(manager, case, world)


def open_without_the_manager(af: Visitor, world: World) -> uuid.UUID:
    """At the opening the manager is kept out, with the reason; returns the case."""
    af.go(reverse("meldcode:open", args=[world.pupil.pk]))
    af.tick("cause", "growing")
    af.fill(reason="Het kind wil na school niet naar huis.", shut_out_reason=ACCUSED)
    af.pick("shut_out", str(world.manager.pk))
    af.pick("shut_out_kind", "accused")
    af.look("accused-open")
    af.send()
    with acting_as_system():
        case = Case.objects.get(pupil=world.pupil)
    assert af.path == url("case", case.pk)
    af.look("accused-case-new")
    return case.pk


def assert_nothing_of_it(manager: Visitor, case: uuid.UUID, world: World) -> None:
    """For the manager there is no case: no page, no list, nothing in 'Vandaag' or the dossier."""
    for name in ("case", "decision", "file_report", "acute_case"):
        assert status(manager, url(name, case)) == 404, name
    dossier = reverse("dossiers:dossier", args=[world.pupil.pk])
    for path in ("/", reverse("meldcode:cases"), dossier):
        manager.go(path)
        text = manager.page.content()
        assert str(case) not in text, path
        assert WHY not in text, path
        assert ACCUSED not in text, path
