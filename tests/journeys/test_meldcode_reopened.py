"""A closed case is opened again: everything of before stands in it, and a new round is weighed (M10, D6)."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from core.context import acting_as_system
from meldcode.models import Closure, WeighingRound
from meldcode.workflow import State
from tests.factories import PASSWORD, make_world
from tests.journeys.acts_meldcode import (
    SAFE,
    WHY,
    case_page,
    confirm,
    consult,
    day,
    propose,
    state_of,
    talk,
    url,
    weigh,
)
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.meldcode import helpers

pytestmark = [pytest.mark.committed, pytest.mark.journey]
AGAIN = "Na de vakantie zien we opnieuw hetzelfde: te laat, zonder eten en heel stil."


def test_a_case_opened_again_keeps_its_history_and_is_weighed_anew(
    visit: Callable[..., Visitor],
) -> None:
    with acting_as_system():
        world = make_world()
        case = helpers.case_in(world, State.CLOSED).pk
    af, manager, phone = visit(DESKTOP), visit(DESKTOP), visit(PHONE)
    af.log_in(world.af.username, PASSWORD)
    manager.log_in(world.manager.username, PASSWORD)
    phone.log_in(world.af.username, PASSWORD)

    af.go(reverse("meldcode:cases") + "?gesloten=1")
    af.look("reopened-list")
    af.follow(url("case", case))
    before = af.words("main")
    af.follow(url("reopen", case))
    af.fill(reason=AGAIN)
    af.look("reopened-form")
    af.send()
    assert state_of(case) == "open"
    case_page(af, case, "reopened-case")

    consult(af, case)
    talk(af, case)
    weigh(af, case, SAFE, "reopened-weigh")
    propose(af, case, report=False, help=True, look="reopened-propose", help_until=day(40))
    confirm(manager, case, "reopened-decision")
    assert state_of(case) == "help_running"
    for visitor, name in ((manager, "reopened-history"), (phone, "reopened-history-phone")):
        words = case_page(visitor, case, name)
        for text in (
            "Het is niet veilig.",
            "Veilig Thuis onderzoekt het.",
            "Ze schrok.",
            AGAIN,
            WHY,
        ):
            assert text in words, text
    assert "Het is niet veilig." in before
    with acting_as_system():
        kinds = list(Closure.objects.filter(case=case).values_list("kind", flat=True))
        assert kinds == ["reopened", "closed"]
        assert WeighingRound.objects.filter(case=case).count() == 2
