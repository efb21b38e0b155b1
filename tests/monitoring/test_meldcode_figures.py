"""The board's figures of the Meldcode, counted from what the services leave behind (B3, M7, M8)."""

from core.actors import SYSTEM
from core.context import acting_as
from core.ids import uuid7
from meldcode.services import confirm_decision, report_now
from meldcode.workflow import State
from monitoring import services
from tests.meldcode.helpers import acute, case_in, dispute, proposal, propose
from tests.monitoring.test_services import value

LATER = "Het was acuut; de stappen volgen deze week."


def test_acute_report_counts_at_once_and_once_though_it_is_decided_on_afterwards(world) -> None:
    with acting_as(world.manager):
        report = report_now(actor=world.manager, key=uuid7(), pupil=world.pupil, report=acute())
    services.refresh_figures(actor=SYSTEM)
    assert value(world.school, "reports") == 1
    assert value(world.school, "cases") == 1
    assert value(world.school, "not-reported") == 0
    with acting_as(world.af):
        decision = propose(world, report.case, proposal(steps_ground=LATER))
    with acting_as(world.manager):
        confirm_decision(actor=world.manager, decision=decision)
    services.refresh_figures(actor=SYSTEM)
    assert value(world.school, "reports") == 1
    assert value(world.school, "steps-missing") == 1


def test_proposal_that_waits_or_was_not_chosen_is_no_decision(world) -> None:
    case = case_in(world, State.PROPOSED)
    (first,) = case.decision_set.all()
    dispute(world, first)
    services.refresh_figures(actor=SYSTEM)
    assert value(world.school, "not-reported") == 0
    assert value(world.school, "departures") == 0
    assert value(world.school, "disagreements") == 1


def test_decision_to_help_without_a_report_is_one_not_to_report(world) -> None:
    case_in(world, State.HELP_RUNNING)
    services.refresh_figures(actor=SYSTEM)
    assert value(world.school, "not-reported") == 1
    assert value(world.school, "reports") == 0
