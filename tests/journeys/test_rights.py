"""A parent asks to correct something on a phone and reads the answer; a consent is taken back; invited in."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from core.context import acting_as_system
from core.workdays import today
from dossiers.models import Consent, ParentRequest, SignalVersion
from dossiers.selectors.consents import running_for
from schools.models import Guardian
from schools.services.guardians import open_portal
from tests.dossiers.helpers import make_signal
from tests.dossiers.rights import give_consent, opened
from tests.factories import PASSWORD, make_guardian, make_pupil, make_world
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.journeys.people import PASSWORD as CHOSEN
from tests.journeys.people import link_in, mails_to, names_in

pytestmark = [pytest.mark.committed, pytest.mark.journey]


def test_request_is_filed_on_a_phone_answered_in_time_and_read(
    visit: Callable[..., Visitor],
) -> None:
    with acting_as_system():
        world = make_world()
        signal = opened(world, make_signal(world.teacher, world.pupil, facts="Kwam op maandag."))
    parent, af = visit(PHONE), visit(DESKTOP)

    # The parent asks, about a text that the school opened.
    parent.log_in(world.parent.username, PASSWORD)
    parent.go(reverse("portal:dossier", args=[world.pupil.pk]))
    parent.follow("/vragen/")
    parent.look("rights-parent-390")
    parent.follow("/verzoek/")
    parent.pick("about", "signal:")
    parent.tick("kind", "correct")
    parent.look("rights-ask-390")
    parent.send()  # without a text it comes back, with what was chosen
    assert parent.page.locator("[name=kind][value=correct]").is_checked()
    parent.fill(text="Het was niet op maandag maar op dinsdag.")
    parent.send()
    parent.look("rights-request-390")
    request_page = parent.path
    with acting_as_system():
        request = ParentRequest.objects.get()
    assert (request.due_on - today()).days == 28

    # The AF HGKM is told by a mail without a name, answers, and corrects the signal.
    [told] = mails_to(world.af.email)
    assert not names_in(told.body)
    af.log_in(world.af.username, PASSWORD)
    af.look("rights-today-1280")
    af.go(link_in(told))
    af.look("rights-request-1280")
    af.choose("Beantwoorden")
    af.tick("outcome", "granted")
    af.fill(answer="U hebt gelijk: het was dinsdag. Wij passen het aan.")
    af.look("rights-answer-1280")
    af.send()
    af.choose("Verbeter het signaal")
    af.fill(facts="Kwam op dinsdag.", change_reason="Op verzoek van een ouder.")
    af.send()
    af.look("rights-done-1280")
    with acting_as_system():
        request.refresh_from_db()
        assert request.version == SignalVersion.objects.get(signal=signal, number=2)
        assert request.answered_at.date() <= request.due_on

    # The parent reads the answer.
    sent = mails_to(world.parent.email)[-1]
    parent.go(link_in(sent))
    assert parent.path == request_page
    assert "Wij passen het aan." in parent.words()
    parent.look("rights-answered-390")


def test_consent_is_taken_back_on_a_phone_and_ends_at_once(visit: Callable[..., Visitor]) -> None:
    with acting_as_system():
        world = make_world()
        give_consent(world.af, world.pupil)
    parent, af = visit(PHONE), visit(DESKTOP)
    parent.log_in(world.parent.username, PASSWORD)
    parent.go(reverse("portal:rights", args=[world.pupil.pk]))
    parent.follow("/toestemmingen/")
    parent.look("consents-parent-390")
    parent.follow("/intrekken/")
    parent.look("consents-sure-390")
    parent.send(parent.page.locator("main form.confirm button[type=submit]"))
    parent.look("consents-stopped-390")
    with acting_as_system():
        assert Consent.objects.get().ending == "withdrawn"
        assert not running_for(world.pupil).exists()
    assert len(mails_to(world.af.email)) == 1
    af.log_in(world.af.username, PASSWORD)
    af.go(reverse("dossiers:consents", args=[world.pupil.pk]))
    af.look("consents-1280")
    assert "ingetrokken" in af.words("main")


def test_invited_parent_chooses_a_password_is_offered_a_second_lock_and_reads_of_two_schools(
    visit: Callable[..., Visitor],
) -> None:
    with acting_as_system():
        world = make_world()
        guardian = make_guardian(world.pupil)
        Guardian.objects.filter(pk=guardian.pk).update(user=None)
        guardian.refresh_from_db()
        user = open_portal(
            actor=world.beheerder, guardian=guardian, username="nieuwe.ouder",
            email="nieuwe.ouder@example.invalid",
        )  # fmt: skip
        sibling = make_pupil(world.other_school, call_name="Mees")
        make_guardian(sibling, user)
    [sent] = mails_to("nieuwe.ouder@example.invalid")
    assert not names_in(sent.body)
    assert "3 dagen" in sent.body
    parent = visit(PHONE)
    parent.go(link_in(sent))
    assert "3 dagen" in parent.words()
    assert "12 tekens" in parent.words()
    parent.look("invitation-390")
    parent.fill(password1="kort", password2="kort")
    parent.send()
    assert "12" in parent.words("main")
    parent.fill(password1=CHOSEN, password2=CHOSEN)
    parent.send()
    parent.page.locator("main a.btn-primary").click()
    parent.page.locator("[name=login]").fill("nieuwe.ouder")
    parent.page.locator("[name=password]").fill(CHOSEN)
    parent.page.locator("form:has([name=login]) button.btn-primary").click()
    parent.page.wait_for_url("**/tweede-stap/")
    parent.look("second-factor-offer-390")
    seconds = parent.page.locator("body").get_attribute("data-session-seconds")
    assert seconds == "900"
    parent.choose("Niet nu")
    parent.go(reverse("portal:children"))
    words = parent.words("main")
    assert world.pupil.call_name in words
    assert "Mees" in words
    parent.look("two-schools-390")

    # The link is spent.
    other = visit(PHONE)
    other.go(link_in(sent))
    assert "werkt niet meer" in other.words()
