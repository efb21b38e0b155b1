"""A signal is logged with the keyboard alone: what has the focus is seen, and no step needs a mouse."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from core.context import acting_as_system
from dossiers.models import Signal
from tests.factories import PASSWORD, make_world
from tests.journeys.browser import DESKTOP, Visitor

pytestmark = [pytest.mark.committed, pytest.mark.journey]
# A link that fills a row of a list is outlined as the row; the parts of a date are drawn by the browser.
_HAS_OUTLINE = """() => {
    const here = document.activeElement;
    return here.matches('[type=date], [type=time]') || [here, here.closest('.due-item') || here].some(element => {
        const style = getComputedStyle(element);
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    });
}"""
_LIMIT = 80


def tab_to(visitor: Visitor, selector: str) -> None:
    """Press Tab until this has the focus; every stop on the way shows that it has it."""
    for _press in range(_LIMIT):
        if visitor.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        visitor.page.keyboard.press("Tab")
        here = visitor.page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        if not here.startswith("<body"):
            assert visitor.page.evaluate(_HAS_OUTLINE), f"no sign of the focus on {here}"
    pytest.fail(f"Tab never reached {selector}")


def type_in(visitor: Visitor, name: str, text: str) -> None:
    tab_to(visitor, f'[name="{name}"]')
    visitor.page.keyboard.type(text)


def press_enter(visitor: Visitor, selector: str) -> None:
    """Press Enter on a link or a button and wait for the next page."""
    tab_to(visitor, selector)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def test_signal_is_logged_with_the_keyboard_only(visit: Callable[..., Visitor]) -> None:
    with acting_as_system():
        world = make_world()
    step = reverse("dossiers:signal_step", args=[world.pupil.pk, 1])
    visitor = visit(DESKTOP)
    visitor.go(reverse("account_login"))
    type_in(visitor, "login", world.teacher.username)
    type_in(visitor, "password", PASSWORD)
    press_enter(visitor, "button.btn-primary")
    press_enter(visitor, f'main a[href="{reverse("dossiers:pick_pupil")}"]')
    press_enter(visitor, f'a[href="{step}"]')
    type_in(visitor, "facts", "Kwam zonder jas.")
    press_enter(visitor, 'button[name="go"][value="next"]')
    tab_to(visitor, '[name="kinds"][value="care"]')
    visitor.page.keyboard.press("Space")
    press_enter(visitor, 'button[name="go"][value="next"]')
    with acting_as_system():
        signal = Signal.objects.get(pupil=world.pupil)
        assert signal.versions.get().facts == "Kwam zonder jas."
    press_enter(visitor, f'a[href="{reverse("dossiers:complete_signal", args=[signal.pk])}"]')
    type_in(visitor, "action", "Een jas geleend.")
    press_enter(visitor, "main form button.btn-primary")
    with acting_as_system():
        assert signal.versions.get(number=2).action == "Een jas geleend."
