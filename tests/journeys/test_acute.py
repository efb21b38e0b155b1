"""Acute danger in the browser: whom to call, the hand-over of a teacher, the report, and who comes second (M7)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from core.context import acting_as_system
from core.workdays import today
from incidents.models import Incident
from meldcode.models import Case, Report
from schools.models import Partner
from tests.factories import PASSWORD, World, make_world
from tests.incidents.factories import make_incident
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.meldcode import helpers

pytestmark = [pytest.mark.committed, pytest.mark.journey]
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["390", "1280"])


def make_scene() -> World:
    """A school with two numbers of its own, a signal, an incident, and family at another school."""
    with acting_as_system():
        world = make_world()
        for kind, name, phone in (
            ("team", "Wijkteam Noord", "030 - 123 45 67"),
            ("ggd", "Jeugdarts GGD", "030 - 765 43 21"),
        ):
            Partner.objects.create(
                school=world.school, kind=kind, name=name, phone=phone, checked_on=today(),
                note="Hulp in het gezin", hours="Op werkdagen tot 17.00 uur",
            )  # fmt: skip
        world.pupil.siblings.add(world.second_pupil, world.foreign_pupil)
        helpers.make_signal(world.pupil, world.teacher)
        make_incident(world, pupils={world.pupil: "befell", world.second_pupil: "saw"})
    return world


def address(name: str, *arguments: Any) -> str:
    return reverse(name, args=arguments)


def visit_as(visit: Callable[..., Visitor], viewport: dict[str, int], user: Any) -> Visitor:
    visitor = visit(viewport)
    visitor.log_in(user.username, PASSWORD)
    return visitor


@SIZES
def test_teacher_calls_and_hands_over_at_once(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    world = make_scene()
    teacher = visit_as(visit, viewport, world.teacher)
    teacher.look("acute-today-teacher")
    teacher.go(address("meldcode:acute"))
    assert "0800-2000" in teacher.words("main")
    teacher.look("acute-teacher")
    teacher.follow(address("meldcode:acute_pupil", world.pupil.pk))
    teacher.look("acute-pupil-teacher")
    teacher.follow("?acuut=1")
    assert teacher.page.locator("[name=acute]").is_checked()
    teacher.fill(reason="Het kind durft niet naar huis.")
    teacher.send()
    teacher.go(address("schools:partners", world.school.pk))
    teacher.look("partners-teacher")


@SIZES
def test_af_reports_and_the_manager_who_comes_second_is_told(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    world = make_scene()
    form = address("meldcode:acute_pupil", world.pupil.pk)
    manager = visit_as(visit, viewport, world.manager)
    manager.go(form)
    af = visit_as(visit, viewport, world.af)
    af.go(form)
    af.look("acute-form-af")
    for visitor in (af, manager):
        visitor.tick("urgency", "disclosure")
        visitor.fill(
            grounds="Zij vertelde: 'Papa slaat mij'.",
            spoken_with="Medewerker van Veilig Thuis",
            called_time="00:01",
            not_told_reason="Veilig Thuis vraagt ons te wachten.",
        )
        visitor.tick("child_told", "young")
        visitor.send(visitor.page.locator("main form button.btn-danger[type=submit]"))
    assert "papa slaat mij" in af.words("main").lower()
    af.look("acute-case-af")
    assert str(world.af) in manager.words("main")
    assert "papa slaat mij" in manager.words("main").lower()
    manager.look("acute-second-manager")
    with acting_as_system():
        assert (Report.objects.count(), Case.objects.count()) == (1, 1)


@SIZES
def test_af_opens_a_case_from_an_incident_and_keeps_the_numbers(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    world = make_scene()
    af = visit_as(visit, viewport, world.af)
    with acting_as_system():
        incident = Incident.objects.get()
    af.go(address("incidents:incident", incident.pk))
    af.follow(address("meldcode:open_from_incident", incident.pk))
    af.look("open-from-incident-af")
    af.go(address("meldcode:open", world.pupil.pk))
    af.look("open-case-af")
    af.fill(reason="Zorg over thuis.")
    af.tick("cause", "growing")
    af.tick("also", str(world.second_pupil.pk))
    af.send()
    assert world.second_pupil.full_name in af.words("main")
    af.look("opened-case-af")
    af.go(address("schools:partners", world.school.pk))
    af.look("partners-af")
    af.go(address("schools:partner_add", world.school.pk))
    af.look("partner-add-af")
