"""Weighing in doubt on a phone; a manager who sees it otherwise; the board's deputy chooses (M5, M6, M8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from core.context import acting_as_system
from core.workdays import today
from meldcode import services
from meldcode.models import Case, Decision
from meldcode.services.steps import Pick
from meldcode.workflow import State
from schools.grants import grant
from tests.factories import PASSWORD, make_user, make_world
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.meldcode import helpers

pytestmark = [pytest.mark.committed, pytest.mark.journey]
NOT_NOW = "Veilig Thuis raadde ons aan om eerst samen met de ouders nog een keer te praten."
GROUND = "De striemen en het zwijgen van het kind wegen voor mij zwaarder dan een tweede gesprek."


def test_doubt_is_reported_and_a_disagreement_is_settled(visit: Callable[..., Visitor]) -> None:
    with acting_as_system():
        world = make_world()
        signal = helpers.make_signal(
            world.pupil, world.teacher, "Striemen op de rug gezien bij gym."
        )
        case = helpers.open_case(world)
        services.gather_signals(actor=world.af, case=case, picks={signal.pk: Pick("for")})
        helpers.take_steps(world, case)
        deputy = make_user()
    af, manager, phone = visit(PHONE), visit(DESKTOP), visit(PHONE)
    decides, decides_too = visit(DESKTOP), visit(PHONE)
    weigh = reverse("meldcode:weigh", args=[case.pk])

    # One question a page, on a phone: the evidence lies folded under it.
    af.log_in(world.af.username, PASSWORD)
    af.go(weigh)
    af.look("weigh-1-390")
    af.tick("answer", "ja")
    af.fill(reason="De striemen passen niet bij wat de ouders vertellen.")
    af.send()
    assert "Acuut" in af.words()
    assert "Structureel" in af.words()
    af.look("weigh-2-390")
    af.tick("answer", "twijfel")
    af.fill(reason="Wij weten niet of het vanavond veilig is.")
    af.send()
    assert "Samen met Veilig Thuis" in af.words()
    af.look("weigh-together-390")
    af.go(reverse("meldcode:weigh", args=[case.pk]) + "?vraag=vermoeden")
    af.page.locator("details.fold summary", has_text="eerder op deze vraag").click()
    af.look("weigh-revise-390")

    # The proposal follows the weighing; the manager reads it and sees it otherwise.
    af.go(reverse("meldcode:propose", args=[case.pk]))
    af.look("propose-390")
    af.tick("report", "yes")
    af.tick("help", "no")
    af.fill(report_reason="Er is twijfel over de veiligheid.", help_reason="Eerst melden.")
    af.send()
    for reader, size in ((manager, 1280), (phone, 390)):
        reader.log_in(world.manager.username, PASSWORD)
        reader.go(reverse("meldcode:decision", args=[case.pk]))
        assert "Wij weten niet of het vanavond veilig is." in reader.words()
        reader.look(f"decision-{size}")
        reader.follow("/oneens/")
        reader.look(f"disagree-{size}")
    manager.tick("report", "no")
    manager.tick("help", "no")
    manager.fill(
        report_reason="Nee.", help_reason="Na het gesprek.", deviation_ground=NOT_NOW,
        monitor_on=(today() + timedelta(days=7)).isoformat(),
    )  # fmt: skip
    manager.send()
    assert "in hele zinnen" in manager.words()
    manager.look("disagree-refused-1280")
    manager.fill(report_reason=NOT_NOW)
    manager.send()
    manager.go(reverse("meldcode:decision", args=[case.pk]))
    manager.look("decision-disputed-1280")

    # The deputy reads both side by side; not reporting would take full sentences.
    with acting_as_system():
        case.refresh_from_db()
        assert case.state == State.DISPUTED
        grant(
            actor=world.bestuur, user=deputy, permission="settle_case", obj=case,
            reason="Beslist voor het bestuur.", expires_on=helpers.days(10),
        )  # fmt: skip
        first = Decision.objects.get(case=case, counter_to__isnull=True)
        counter = Decision.objects.get(case=case, counter_to=first)
    for reader, size in ((decides, 1280), (decides_too, 390)):
        reader.log_in(deputy.username, PASSWORD)
        reader.go(reverse("meldcode:settle", args=[case.pk]))
        reader.look(f"settle-{size}")
    decides.tick("chosen", str(counter.pk))
    decides.fill(ground="Dat lijkt mij beter.")
    decides.send()
    assert "in hele zinnen" in decides.words()
    decides.look("settle-refused-1280")
    decides.tick("chosen", str(first.pk))
    decides.fill(ground=GROUND)
    decides.send()
    assert GROUND in decides.words()
    decides.look("case-settled-1280")
    manager.go(reverse("meldcode:case", args=[case.pk]))
    manager.look("case-1280")
    phone.go(reverse("meldcode:case", args=[case.pk]))
    phone.look("case-390")
    with acting_as_system():
        assert Case.objects.get(pk=case.pk).state == State.CONFIRMED
