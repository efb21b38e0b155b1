"""The writing help in a browser: quiet, by keyboard, one press for initials, undone by Ctrl+Z, never in the way."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from core.context import acting_as_system
from dossiers.models import HandOver
from tests.factories import PASSWORD, World, make_world
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.journeys.test_keyboard import tab_to
from tests.meldcode.helpers import make_signal, open_case, take_steps
from tests.protocols.factories import make_run

pytestmark = [pytest.mark.committed, pytest.mark.journey]
TEXT = "Zoë 't Hoen is altijd brutaal. Ik zag Zoë."


@pytest.fixture
def world(committed_database: str) -> World:
    with acting_as_system():
        return make_world()


def write(visitor: Visitor, world: World, text: str) -> None:
    """Log in as the teacher and type in the reason of a hand-over."""
    visitor.log_in(world.teacher.username, PASSWORD)
    visitor.go(reverse("dossiers:hand_over", args=[world.pupil.pk]))
    visitor.page.locator("[name=reason]").press_sequentially(text)


def test_name_becomes_initials_with_the_keyboard_and_comes_back(
    visit: Callable[..., Visitor], world: World
) -> None:
    visitor = visit(DESKTOP)
    write(visitor, world, TEXT)
    reason = visitor.page.locator("[name=reason]")
    tab_to(visitor, ".writing-marks > summary")
    assert "2 namen en 2 woorden" in visitor.words(".writing-marks > summary")
    visitor.look("writing-help-closed")
    visitor.page.keyboard.press("Enter")
    visitor.look("writing-help-open")
    tab_to(visitor, "[data-writing-replace]")
    visitor.page.keyboard.press("Enter")
    assert reason.input_value() == "Z.t.H. is altijd brutaal. Ik zag Zoë."
    tab_to(visitor, "[data-writing-replace]")
    visitor.page.keyboard.press("Enter")
    assert reason.input_value() == "Z.t.H. is altijd brutaal. Ik zag Z.t.H."
    reason.focus()
    visitor.page.keyboard.press("Control+Z")
    visitor.page.keyboard.press("Control+Z")
    assert reason.input_value() == TEXT
    visitor.send()
    with acting_as_system():
        assert HandOver.objects.get().reason == TEXT


def test_typing_asks_once_a_pause_and_the_same_answer_is_drawn_once(
    visit: Callable[..., Visitor], world: World
) -> None:
    visitor = visit(PHONE)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    write(visitor, world, TEXT)
    visitor.page.locator(".writing-marks > summary").click()
    visitor.look("writing-help-phone")
    visitor.page.evaluate(
        "document.querySelector('.writing-marks').dataset.mine = 'the same element'"
    )
    reason = visitor.page.locator("[name=reason]")
    with visitor.page.expect_response(lambda answer: "/schrijfhulp/" in answer.url):
        reason.press_sequentially(" En toen en verder niets dan dit alles hier.")
        reason.blur()
    checks = [url for url in asked if "/schrijfhulp/" in url]
    assert 2 <= len(checks) <= 4
    visitor.page.locator(".writing-marks[open]").wait_for()


def test_without_javascript_a_button_shows_the_marks(
    visit: Callable[..., Visitor], world: World
) -> None:
    visitor = visit(DESKTOP)
    visitor.context.close()
    visitor.context = visitor.context.browser.new_context(java_script_enabled=False)
    visitor.page = visitor.context.new_page()
    visitor.log_in(world.teacher.username, PASSWORD)
    visitor.go(reverse("dossiers:hand_over", args=[world.pupil.pk]))
    visitor.page.locator("[name=reason]").fill(TEXT)
    visitor.page.locator("button[name=check]").click()
    visitor.page.locator(".writing-marks[open]").wait_for()
    assert "Schrijf liever: Z.t.H." in visitor.words(".writing-marks")
    assert visitor.page.locator("[name=reason]").input_value() == TEXT
    assert not visitor.page.locator("[data-writing-replace]").first.is_visible()


def forms_of_the_rooms(world: World) -> dict[str, tuple[str, str]]:
    """Return address and narrative of one form of each room, for the AF HGKM."""
    with acting_as_system():
        make_signal(world.pupil, world.teacher)
        case = open_case(world)
        take_steps(world, case)
        run = make_run(world, pupil=world.pupil)
        return {
            "consent": (reverse("dossiers:give_consent", args=[world.pupil.pk]), "purpose"),
            "gather": (reverse("meldcode:gather", args=[case.pk]), "note-"),
            "consult": (reverse("meldcode:consult", args=[case.pk]), "asked"),
            "incident": (reverse("incidents:report"), "account"),
            "step": (reverse("protocols:complete", args=[run.steps.all()[0].pk]), "note"),
        }


def test_each_room_marks_a_text_on_a_phone(visit: Callable[..., Visitor], world: World) -> None:
    visitor = visit(PHONE)
    visitor.log_in(world.af.username, PASSWORD)
    for name, (address, field) in forms_of_the_rooms(world).items():
        visitor.go(address)
        for fold in visitor.page.locator("main form details.fold > summary").all():
            fold.click()
        area = visitor.page.locator(f"textarea[name^='{field}']").first
        area.press_sequentially(TEXT)
        area.blur()
        visitor.page.locator(".writing-marks > summary").click()
        visitor.look(f"writing-help-{name}-390")
        assert visitor.page.locator(".writing-marks mark", has_text="brutaal").is_visible(), name
