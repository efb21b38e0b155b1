"""A signal on a phone, counted; a text that survives whatever happens to it; two colleagues at once (D1, D6)."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, Response, expect

from core.context import acting_as_system
from core.workdays import today
from dossiers.models import Draft, Signal
from dossiers.services.drafts import read_draft
from tests.dossiers.helpers import complete, correct, make_signal
from tests.factories import PASSWORD, World, make_world
from tests.journeys.browser import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.committed, pytest.mark.journey]
FACTS = "Kwam zonder jas en zei: ik heb het koud."


@dataclass
class Hand:
    """A thumb on a phone: counts taps, keys and the pages that it sees."""

    visitor: Visitor
    taps: int = 0
    keys: int = 0
    steps: list[str] = field(default_factory=list)

    def tap(self, target: Locator, *, goes_on: bool = False) -> None:
        shown = target.filter(visible=True).first
        self.taps += 1
        if not goes_on:
            shown.tap()
            return
        with self.visitor.page.expect_navigation():
            shown.tap()
        self.steps.append(self.visitor.path)

    def type(self, text: str) -> None:
        self.visitor.page.keyboard.type(text)
        self.keys += len(text)


def link(visitor: Visitor, name: str, *args: object) -> Locator:
    return visitor.page.locator(f'main a[href="{reverse(f"dossiers:{name}", args=args)}"]')


@pytest.fixture
def world(server: str) -> World:
    with acting_as_system():
        return make_world()


def kept() -> dict[str, object]:
    with acting_as_system():
        return read_draft(Draft.objects.get())


def forgive(visitor: Visitor, *words: str) -> None:
    """What Chromium itself writes in its console when a request does not arrive is no fault of the page."""
    visitor.faults[:] = [fault for fault in visitor.faults if not any(w in fault for w in words)]


def test_quick_signal_on_a_phone_takes_four_steps_and_six_taps(
    visit: Callable[..., Visitor], world: World
) -> None:
    visitor = visit(PHONE)
    visitor.log_in(world.teacher.username, PASSWORD)
    hand = Hand(visitor)
    hand.tap(link(visitor, "pick_pupil"), goes_on=True)
    hand.tap(link(visitor, "signal_step", world.pupil.pk, 1), goes_on=True)
    visitor.look("signal-seen-390")
    hand.tap(visitor.page.locator("[name=facts]"))
    hand.type(FACTS)
    go_on = visitor.page.locator('button[name=go][value="next"]')
    hand.tap(go_on, goes_on=True)
    visitor.look("signal-kinds-390")
    hand.tap(visitor.page.locator('label:has([value="care"]), [value="care"]'))
    hand.tap(go_on, goes_on=True)
    visitor.look("signal-saved-390")
    assert len(hand.steps) <= 4
    assert (hand.taps, hand.keys) == (6, len(FACTS))
    with acting_as_system():
        signal = Signal.objects.get(pupil=world.pupil)
        version = signal.versions.get()
    assert (version.facts, signal.kinds, signal.occurred_on) == (FACTS, ["care"], today())
    assert version.occurred_at is not None
    assert version.place
    assert "Ouders lezen dit na een gesprek" in visitor.words()
    # Everything else may follow later, from the same page.
    visitor.follow(reverse("dossiers:complete_signal", args=[signal.pk]))
    visitor.look("signal-complete-390")
    visitor.fill(child_words="Ik heb het koud.", action="Een jas geleend.")
    visitor.send()
    assert "Een jas geleend." in visitor.words()
    visitor.go(reverse("dossiers:signal", args=[signal.pk]))
    visitor.look("signal-versions-390")


def test_text_survives_a_reload_a_lost_network_and_a_log_out(
    visit: Callable[..., Visitor], world: World
) -> None:
    visitor = visit(PHONE)
    visitor.log_in(world.teacher.username, PASSWORD)
    address = reverse("dossiers:signal_step", args=[world.pupil.pk, 1])
    visitor.go(address)
    page = visitor.page
    facts, status = page.locator("[name=facts]"), page.locator("[data-draft-status]")
    facts.fill("Een.")
    facts.blur()
    expect(status).to_contain_text("Bewaard om ")
    assert kept()["facts"] == "Een."
    page.reload()
    expect(facts).to_have_value("Een.")

    visitor.context.set_offline(True)
    facts.fill("Een. Twee.")
    facts.blur()
    lost = page.locator("[data-draft-lost]")
    expect(lost).to_contain_text("Geen verbinding. We proberen het opnieuw.")
    visitor.look("draft-offline-390")
    # Sending does not lose the page either.
    page.locator('button[name=go][value="next"]').click()
    expect(facts).to_have_value("Een. Twee.")
    with page.expect_response(saved):
        visitor.context.set_offline(False)
    expect(lost).to_be_hidden()
    assert kept()["facts"] == "Een. Twee."

    visitor.context.clear_cookies()
    facts.fill("Een. Twee. Drie.")
    facts.blur()
    shut = page.locator("[data-draft-shut]")
    expect(shut).to_be_visible()
    visitor.look("draft-logged-out-390")
    log_in_again(visitor, world, page)
    with page.expect_response(saved):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(shut).to_be_hidden()
    assert kept()["facts"] == "Een. Twee. Drie."
    forgive(visitor, "ERR_INTERNET_DISCONNECTED", "403", "htmx:")


def saved(answer: Response) -> bool:
    """Whether this is the answer that the text was saved."""
    return answer.request.method == "POST" and answer.url.endswith("/bewaren/") and answer.ok


def log_in_again(visitor: Visitor, world: World, page: Page) -> None:
    """Follow the link to a new window, log in there: it lands in the text as it was saved."""
    with visitor.context.expect_page() as opened:
        page.locator("[data-draft-again]").click()
    window = opened.value
    window.locator("[name=login]").fill(world.teacher.username)
    window.locator("[name=password]").fill(PASSWORD)
    window.locator("form:has([name=login]) button.btn-primary").click()
    expect(window.locator("[name=facts]")).to_have_value("Een. Twee.")
    window.close()


def test_older_of_two_windows_is_told_and_takes_over(
    visit: Callable[..., Visitor], world: World
) -> None:
    visitor = visit(DESKTOP)
    visitor.log_in(world.teacher.username, PASSWORD)
    address = reverse("dossiers:signal_step", args=[world.pupil.pk, 1])
    visitor.go(address)
    page = visitor.page
    newer = visitor.context.new_page()
    newer.goto(visitor.base_url + address)
    for name, text in {"facts": "Van het nieuwe venster.", "place": "Plein"}.items():
        newer.locator(f"[name={name}]").fill(text)
    newer.locator("[name=place]").blur()
    expect(newer.locator("[data-draft-status]")).to_contain_text("Bewaard om ")
    newer.close()
    facts = page.locator("[name=facts]")
    facts.fill("Van het oude venster.")
    facts.blur()
    told = page.locator("[data-draft-elsewhere]")
    expect(told).to_contain_text("In een ander venster schreef je verder")
    visitor.look("draft-elsewhere-1280")
    assert kept()["facts"] == "Van het nieuwe venster."
    with page.expect_response(saved):
        page.locator("[data-draft-take]").click()
    expect(told).to_be_hidden()
    expect(page.locator("[name=place]")).to_have_value("Plein")
    expect(page.locator("[data-draft-status]")).to_contain_text("Bewaard om ")
    assert kept()["facts"] == "Van het oude venster."


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_second_of_two_colleagues_sees_the_difference_and_keeps_the_text(
    visit: Callable[..., Visitor], world: World, viewport: dict[str, int]
) -> None:
    width = viewport["width"]
    with acting_as_system():
        facts = "Kwam zonder jas. Het regende. Had ook geen brood bij zich."
        signal = make_signal(world.teacher, world.pupil, facts=facts, place="Klas")
    visitor = visit(viewport)
    visitor.log_in(world.teacher.username, PASSWORD)
    visitor.go(reverse("dossiers:correct_signal", args=[signal.pk]))
    visitor.look(f"signal-correct-{width}")
    with acting_as_system():
        theirs = "Kwam zonder jas en zonder das. Het regende. Had ook geen brood bij zich."
        correct(signal, world.af, facts=theirs, place="Plein")
    visitor.fill(facts=facts.replace("geen brood", "alleen een appel"), change_reason="Ik zag het.")
    visitor.send()
    assert visitor.page.locator("[name=place]").input_value() == "Plein"
    visitor.look(f"signal-differences-{width}")
    take = visitor.page.locator('button[name=take][value="facts"]')
    visitor.send(take)
    assert visitor.page.locator("main [name=facts]").input_value() == theirs
    visitor.fill(facts=theirs.replace("geen brood", "alleen een appel"))
    visitor.send()
    with acting_as_system():
        complete(signal, world.teacher, number=3, action="Gebeld.", agreement="Morgen weer.")
    visitor.go(reverse("dossiers:signal", args=[signal.pk]))
    visitor.look(f"signal-versions-both-{width}")
    visitor.go(reverse("dossiers:signal_full", args=[world.pupil.pk]))
    visitor.look(f"signal-full-{width}")
    visitor.go(reverse("dossiers:signal_saved", args=[signal.pk]))
    visitor.look(f"signal-saved-{width}-again")
    visitor.go(reverse("dossiers:link_signal", args=[signal.pk]))
    visitor.look(f"signal-link-{width}")
