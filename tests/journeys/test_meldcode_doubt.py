"""Doubt at question 2: reported, heard, and what Veilig Thuis agreed comes back by itself (M5.2, M9)."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from core.context import acting_as_system
from core.workdays import today
from meldcode.models import CaseDuty, Report
from tests.factories import PASSWORD, make_world
from tests.journeys.acts_meldcode import (
    DOUBT,
    case_page,
    confirm,
    day,
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
TOLD = "Veilig Thuis onderzoekt het zelf en praat met alle gezinsleden."
CALL = "De school belt Veilig Thuis over de eerste week."
WORRY = "Wij weten niet of het kind vanavond veilig is."


def test_doubt_is_reported_and_what_veilig_thuis_agrees_becomes_dates(
    visit: Callable[..., Visitor],
) -> None:
    with acting_as_system():
        world = make_world()
        helpers.make_signal(world.pupil, world.teacher, "Striemen op de rug gezien bij gym.")
        case = helpers.open_case(world).pk
    af, manager = visit(PHONE), visit(DESKTOP)
    af.log_in(world.af.username, PASSWORD)
    manager.log_in(world.manager.username, PASSWORD)
    steps(af, case)
    case_page(af, case, "doubt-case-phone")
    weigh(af, case, DOUBT, "doubt-weigh-phone")
    write_letter(af, case)
    propose(af, case, report=True, help=False, look="doubt-propose-phone")
    confirm(manager, case, "doubt-decision")
    file_report(manager, case, "doubt-report")
    assert state_of(case) == "reported"
    hear(af, case)
    keep_the_agreement(af, case)
    # After the report the rest is walked with Veilig Thuis, and it takes nothing back.
    weigh(af, case, {"hulp": "ja"}, "doubt-together-phone")
    words = case_page(af, case, "doubt-case-heard-phone")
    assert TOLD in words
    case_page(manager, case, "doubt-case-manager")
    with acting_as_system():
        assert Report.objects.get(case=case).decision is not None


def write_letter(af: Visitor, case: uuid.UUID) -> None:
    """The AF HGKM prepares the letter; what stands in the case needs no typing."""
    af.go(url("letter", case))
    af.fill(worry=WORRY, told="De ouders weten dat wij melden.", request="Wilt u dit onderzoeken?")
    af.look("doubt-letter-phone")
    af.send()


def hear(af: Visitor, case: uuid.UUID) -> None:
    """What Veilig Thuis decided, from 'Vandaag' to dated duties."""
    af.go("/")
    af.look("doubt-today-phone")
    af.go(url("feedback", case))
    af.tick("route", "own")
    af.page.locator("main details summary", has_text="Ruimte voor meer").click()
    af.fill(
        received_on=day(0), content=TOLD, parties="Veilig Thuis onderzoekt, de school kijkt.",
        conditions="Bel bij twijfel meteen.", monitor_on=day(20), monitor_until=day(540),
        what_1=CALL, who_1="de AF HGKM", due_on_1=day(3),
        what_2="Een verslag over rust en aanwezigheid.", due_on_2=day(40),
    )  # fmt: skip
    af.look("doubt-feedback-phone")
    af.send()
    assert state_of(case) == "monitoring"
    with acting_as_system():
        agreed = CaseDuty.objects.open().filter(case=case, kind="agreement")
        assert [duty.what for duty in agreed] == [CALL, "Een verslag over rust en aanwezigheid."]
        heard = CaseDuty.objects.get(case=case, kind="veilig_thuis_decision")
    assert heard.done_on == today()


def keep_the_agreement(af: Visitor, case: uuid.UUID) -> None:
    """The agreement of this week stands in 'Vandaag' and leads to where it is done."""
    with acting_as_system():
        duty = CaseDuty.objects.get(case=case, kind="agreement", due_on=today() + timedelta(days=3))
    af.go("/")
    af.follow(reverse("meldcode:do_agreed", args=[case, duty.pk]))
    af.fill(happened_on=day(0), findings="Gebeld. Het onderzoek is begonnen.")
    af.look("doubt-agreement-phone")
    af.send()
    with acting_as_system():
        duty.refresh_from_db()
    assert duty.done_on == today()
