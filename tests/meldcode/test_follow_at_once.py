"""Several who act after the decision at the same moment: real threads on committed rows."""

from typing import Any

import pytest

from audit.models import Event
from core.context import acting_as_system
from core.errors import Conflict, IllegalTransition
from core.ids import uuid7
from meldcode import events, services
from meldcode.models import Case, CaseDuty, Closure, HelpPlan, MonitoringNote, Report, ReportLetter
from meldcode.services.duties import Agreed
from meldcode.services.help import PlanWords
from meldcode.services.letters import LetterWords
from meldcode.workflow import State
from tests.dossiers.test_at_once import AT_ONCE, at_once
from tests.factories import World, make_world
from tests.meldcode import helpers

pytestmark = pytest.mark.committed


@pytest.fixture
def world() -> World:
    with acting_as_system():
        return make_world()


def one_of(results: list[Any], refusal: type[Exception]) -> None:
    """Exactly one was kept; the others were told that somebody was before them."""
    assert len([result for result in results if isinstance(result, refusal)]) == AT_ONCE - 1


def test_what_was_agreed_is_done_once_by_eight_at_once(world: World) -> None:
    with acting_as_system():
        case = helpers.case_in(world, State.REPORTED)
        rows = (Agreed("Bel.", helpers.days(4)),)
        helpers.feedback(world, Report.objects.get(case=case), agreements=rows)
        duty = CaseDuty.objects.get(kind="agreement")
    results = at_once(
        world.af,
        lambda: services.do_agreed(
            actor=world.af, duty=duty, key=uuid7(), happened_on=helpers.days(0), findings="Gedaan."
        ),
    )
    one_of(results, IllegalTransition)
    with acting_as_system():
        assert MonitoringNote.objects.count() == 1
        assert Event.objects.filter(action=events.AGREEMENT_DONE).count() == 1


def test_eight_plans_and_letters_from_one_version_are_one_each(world: World) -> None:
    with acting_as_system():
        case = helpers.case_in(world, State.HELP_RUNNING)
    plan, letter = PlanWords("a", "b", "c", "d"), LetterWords("a", "b", "c")

    def plan_help() -> Any:
        checks = [Agreed("Bel.", helpers.days(4))]
        return services.plan_help(
            actor=world.af, case=case, key=uuid7(), seen=0, words=plan, checks=checks
        )

    def write() -> Any:
        return services.write_letter(
            actor=world.manager, case=case, key=uuid7(), seen=0, words=letter
        )

    one_of(at_once(world.af, plan_help), Conflict)
    one_of(at_once(world.manager, write), Conflict)
    with acting_as_system():
        assert HelpPlan.objects.count() == ReportLetter.objects.count() == 1
        assert CaseDuty.objects.filter(kind="help_check").count() == 1


def test_one_form_sent_eight_times_agrees_on_aftercare_once(world: World) -> None:
    with acting_as_system():
        case = helpers.case_in(world, State.MONITORING)
    key, rows = uuid7(), [Agreed("Bel.", helpers.days(4)), Agreed("Praat.", helpers.days(8))]
    at_once(
        world.af,
        lambda: services.agree_aftercare(actor=world.af, case=case, key=key, rows=rows),
    )
    with acting_as_system():
        assert CaseDuty.objects.filter(kind="aftercare").count() == 2


def test_a_case_is_closed_once_by_eight_at_once(world: World) -> None:
    with acting_as_system():
        case = helpers.case_in(world, State.MONITORING)
    results = at_once(world.af, lambda: helpers.close(world, case))
    one_of(results, IllegalTransition)
    with acting_as_system():
        assert Closure.objects.count() == 1
        assert Case.objects.get().state == State.CLOSED
        assert not CaseDuty.objects.open().exists()
