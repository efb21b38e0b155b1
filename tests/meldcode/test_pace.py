"""No state waits in silence: a day for the next move, and somebody else hears when it passed (M2, M8)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from core.models import OutboxMessage
from core.workdays import AMSTERDAM
from meldcode import services
from meldcode.due import due_items
from meldcode.models import PACE, Case, CaseDuty
from meldcode.tasks import remind_duties
from meldcode.workflow import State
from tests.meldcode import helpers

MONDAY = datetime(2026, 11, 23, 10, tzinfo=AMSTERDAM)

OWN_DAY = {State.OPEN: "progress", State.PROPOSED: "confirmation", State.CONFIRMED: "filing"}


def open_kinds(case: Case) -> set[str]:
    return {duty.kind for duty in CaseDuty.objects.filter(case=case).open()}


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_every_running_state_has_a_day(world: Any, state: State) -> None:
    kinds = open_kinds(helpers.case_in(world, state))
    assert kinds
    assert kinds & set(PACE) == ({OWN_DAY[state]} if state in OWN_DAY else set())


def test_a_closed_case_has_none(world: Any) -> None:
    assert open_kinds(helpers.case_in(world, State.CLOSED)) == set()


@pytest.mark.parametrize(
    ("cause", "due"), [("growing", date(2026, 12, 14)), ("disclosure", date(2026, 11, 24))]
)
def test_an_urgent_case_has_one_working_day(world: Any, cause: str, due: date) -> None:
    with time_machine.travel(MONDAY):
        case = helpers.open_case(world, cause=cause)
    assert CaseDuty.objects.get(case=case).due_on == due


def test_a_day_moves_with_the_state_and_not_with_work(world: Any) -> None:
    with time_machine.travel(MONDAY):
        case = helpers.case_in(world, State.OPEN)
        before = CaseDuty.objects.get(case=case)
    with time_machine.travel(MONDAY + timedelta(days=3)):
        helpers.talk(world, case)
        assert CaseDuty.objects.get(case=case).pk == before.pk
        helpers.weigh(world, case, helpers.REPORTING)
        decision = helpers.propose(world, case)
        services.return_decision(actor=world.manager, decision=decision, reason="Nog onduidelijk.")
    assert CaseDuty.objects.open().get(case=case).due_on == date(2026, 12, 17)


def test_a_proposal_that_waits_reminds_the_manager_then_tells_the_board(world: Any) -> None:
    with time_machine.travel(MONDAY):
        helpers.case_in(world, State.PROPOSED)
        assert remind_duties() == 0
    OutboxMessage.objects.all().delete()
    with time_machine.travel(MONDAY + timedelta(days=1)):
        assert (remind_duties(), remind_duties()) == (1, 0)
        assert told() == {("meldcode.reminder", world.manager.pk)}
    OutboxMessage.objects.all().delete()
    with time_machine.travel(MONDAY + timedelta(days=2)):
        assert (remind_duties(), remind_duties()) == (1, 0)
        assert told() == {
            ("meldcode.stands_still", world.bestuur.pk),
            ("meldcode.escalation", world.af.pk),
        }
        stuck = [item for item in due_items(world.af) if item.kind == "meldcode.confirmation"]
        assert [item.due_on for item in stuck] == [date(2026, 11, 24)]


def test_a_report_that_nobody_files_does_not_stay_in_a_drawer(world: Any) -> None:
    with time_machine.travel(MONDAY):
        helpers.case_in(world, State.CONFIRMED)
    OutboxMessage.objects.all().delete()
    with time_machine.travel(MONDAY + timedelta(days=2)):
        remind_duties()
    assert ("meldcode.stands_still", world.bestuur.pk) in told()


def test_a_case_in_which_nothing_is_decided_is_told_to_the_manager(world: Any) -> None:
    with time_machine.travel(MONDAY):
        helpers.open_case(world)
    OutboxMessage.objects.all().delete()
    with time_machine.travel(MONDAY + timedelta(days=14)):
        remind_duties()
        assert told() == {("meldcode.reminder", world.af.pk)}
    OutboxMessage.objects.all().delete()
    with time_machine.travel(MONDAY + timedelta(days=22)):
        remind_duties()
    assert told() == {("meldcode.escalation", world.manager.pk)}


def told() -> set[tuple[str, int]]:
    return {(m.payload["notice"], m.payload["user"]) for m in OutboxMessage.objects.all()}
