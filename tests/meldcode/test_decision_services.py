"""Two people decide: the AF HGKM proposes, the manager confirms or returns (M1 step 5, M6, M8)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.models import Event
from core.context import acting_as, acting_as_system
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from meldcode import services
from meldcode.models import Case, CaseDuty, Decision
from meldcode.workflow import State
from schools.roles import Role
from tests.factories import make_member, make_user
from tests.meldcode import helpers

CONFIRMED = "meldcode.decision_confirmed"


def weighed(world, answers=None, **fields):
    case = helpers.open_case(world, **fields)
    helpers.take_steps(world, case)
    helpers.weigh(world, case, answers or helpers.REPORTING)
    return case


def mails(notice: str) -> int:
    return OutboxMessage.objects.filter(kind="mail", payload__notice=notice).count()


def test_a_proposal_waits_for_the_managers_and_mails_them(world) -> None:
    case = weighed(world)
    decision = helpers.propose(world, case)
    case.refresh_from_db()
    assert case.state == State.PROPOSED
    assert (decision.follows_weighing, decision.steps_complete) == (True, True)
    assert decision.outcome == "MELDEN_DIRECT"
    assert mails("meldcode.proposed") == 1


def test_nothing_is_proposed_before_the_weighing_is_finished(world) -> None:
    case = helpers.open_case(world)
    helpers.take_steps(world, case)
    helpers.answer(world, case, "vermoeden", "ja")
    with pytest.raises(Refused):
        helpers.propose(world, case)


def test_nothing_is_proposed_without_a_talk_or_the_reason_to_skip_it(world) -> None:
    case = helpers.open_case(world, cause="acute")
    helpers.weigh(world, case, helpers.REPORTING)
    with pytest.raises(Refused):
        helpers.propose(world, case, helpers.proposal(steps_ground="Acuut gevaar."))
    services.skip_parent_talk(actor=world.af, case=case, key=uuid7(), danger="x", reason="x")
    decision = helpers.propose(world, case, helpers.proposal(steps_ground="Acuut gevaar."))
    assert (decision.steps_complete, decision.steps_ground) == (False, "Acuut gevaar.")


def test_deciding_without_step_one_or_two_needs_a_ground(world) -> None:
    case = helpers.open_case(world)
    helpers.talk(world, case)
    helpers.weigh(world, case, helpers.REPORTING)
    with pytest.raises(Refused) as refused:
        helpers.propose(world, case)
    assert refused.value.field == "steps_ground"


def test_not_reporting_while_a_norm_applies_needs_a_ground(world) -> None:
    case = weighed(world)
    with pytest.raises(Refused) as refused:
        helpers.propose(world, case, helpers.watching())
    assert refused.value.field == "deviation_ground"
    plan = helpers.watching(deviation_ground="Veilig Thuis raadde het af.")
    decision = helpers.propose(world, case, plan)
    assert not decision.follows_weighing


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"report_reason": " "}, "report_reason"),
        ({"help_reason": ""}, "help_reason"),
        ({"help": True}, "help_until"),
        ({"help": True, "help_until": helpers.days(0)}, "help_until"),
        ({"monitor_on": helpers.days(0)}, "monitor_on"),
    ],
)
def test_a_proposal_is_complete(world, plan: dict, field: str) -> None:
    case = weighed(world)
    with pytest.raises(Refused) as refused:
        helpers.propose(world, case, helpers.proposal(**plan))
    assert refused.value.field == field
    assert not Decision.objects.exists()


def test_without_report_and_help_a_day_to_look_again_is_needed(world) -> None:
    case = weighed(world, helpers.NOTHING)
    with pytest.raises(Refused) as refused:
        helpers.propose(world, case, helpers.watching(monitor_on=None))
    assert refused.value.field == "monitor_on"


def test_a_proposal_on_answers_that_changed_is_a_conflict(world) -> None:
    case = weighed(world)
    with pytest.raises(Conflict):
        helpers.propose(world, case, seen=1)


def test_the_same_proposal_twice_is_one(world) -> None:
    case, key = weighed(world), uuid7()
    assert helpers.propose(world, case, key=key) == helpers.propose(world, case, key=key)
    with pytest.raises(IllegalTransition):
        helpers.propose(world, case)


@pytest.mark.parametrize("who", ["teacher", "manager", "other_af", "bestuur"])
def test_only_the_af_hgkm_proposes(world, who: str) -> None:
    case = weighed(world)
    with pytest.raises(PermissionDenied):
        services.propose_decision(
            actor=world.user(who), case=case, key=uuid7(), seen=2, proposal=helpers.proposal()
        )


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        (State.CONFIRMED, ["filing"]),
        (State.HELP_RUNNING, ["help_term"]),
        (State.MONITORING, ["monitoring"]),
    ],
)
def test_confirming_moves_the_case_and_sets_its_dates(world, state: State, kinds: list) -> None:
    case = helpers.case_in(world, state)
    assert case.state == state
    assert [duty.kind for duty in CaseDuty.objects.filter(case=case).open()] == kinds
    decision = helpers.decision_of(case)
    assert decision.confirmed_by == world.manager
    assert Event.objects.filter(action=CONFIRMED).count() == 1
    assert mails("meldcode.confirmed") == 1


def test_dates_of_an_earlier_decision_end_with_the_next_one(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    services.weigh_again(actor=world.af, case=case)
    helpers.answer(world, case, "resultaat", "ja")
    assert {duty.kind for duty in CaseDuty.objects.open()} == {"help_term", "progress"}
    services.confirm_decision(
        actor=world.manager, decision=helpers.propose(world, case, helpers.watching())
    )
    assert CaseDuty.objects.open().get().kind == "monitoring"


def test_nobody_confirms_or_returns_an_own_proposal(world) -> None:
    make_member(world.af, world.school, Role.MANAGER)
    decision = helpers.propose(world, weighed(world))
    with pytest.raises(Refused, match=r"yourself|zelf"):
        services.confirm_decision(actor=world.af, decision=decision)
    with pytest.raises(Refused, match=r"yourself|zelf"):
        services.return_decision(actor=world.af, decision=decision, reason="x")
    assert not Event.objects.filter(action=CONFIRMED).exists()


def test_the_database_refuses_an_own_confirmation_too(world) -> None:
    decision = helpers.propose(world, weighed(world))
    with pytest.raises(IntegrityError, match="meldcode_decision_not_own"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            state="confirmed", confirmed_by=world.af, confirmed_at=timezone.now()
        )


def test_the_manager_proposer_gets_no_mail_about_an_own_proposal(world) -> None:
    make_member(world.af, world.school, Role.MANAGER)
    helpers.propose(world, weighed(world))
    users = OutboxMessage.objects.filter(payload__notice="meldcode.proposed")
    assert {message.payload["user"] for message in users} == {world.manager.pk}


@pytest.mark.parametrize("who", ["teacher", "other_manager", "bestuur", "colleague"])
def test_only_a_manager_of_the_school_confirms(world, who: str) -> None:
    decision = helpers.propose(world, weighed(world))
    with pytest.raises(PermissionDenied):
        services.confirm_decision(actor=world.user(who), decision=decision)
    with pytest.raises(PermissionDenied):
        services.return_decision(actor=world.user(who), decision=decision, reason="x")


def test_confirming_twice_is_confirming_once(world) -> None:
    decision = helpers.propose(world, weighed(world))
    for _ in range(2):
        services.confirm_decision(actor=world.manager, decision=decision)
    assert Event.objects.filter(action=CONFIRMED).count() == 1
    with pytest.raises(IllegalTransition):
        services.return_decision(actor=world.manager, decision=decision, reason="x")


def test_a_returned_proposal_goes_back_with_its_reason(world) -> None:
    case = weighed(world)
    decision = helpers.propose(world, case)
    with pytest.raises(Refused) as refused:
        services.return_decision(actor=world.manager, decision=decision, reason=" ")
    assert refused.value.field == "return_reason"
    services.return_decision(actor=world.manager, decision=decision, reason="Vraag Veilig Thuis.")
    case.refresh_from_db()
    decision.refresh_from_db()
    assert (case.state, decision.state) == (State.OPEN, Decision.State.RETURNED)
    assert mails("meldcode.returned") == 1
    with pytest.raises(IllegalTransition):
        services.confirm_decision(actor=world.manager, decision=decision)
    helpers.answer(world, case, "veiligheid", "nee")
    helpers.weigh(world, case, {"hulp": "nee"})
    assert helpers.propose(world, case).state == Decision.State.PROPOSED


@pytest.mark.committed
def test_a_hundred_confirmations_at_once_are_one_transition_one_audit_row_and_one_mail(
    world,
) -> None:
    with acting_as_system():
        decision = helpers.propose(world, weighed(world))
        second = make_user("tweede-manager")
        make_member(second, world.school, Role.MANAGER)
    managers = [world.manager, second]
    started = Barrier(20)

    def confirm(number: int) -> str:
        if number < 20:
            started.wait(timeout=30)
        actor = managers[number % 2]
        try:
            with acting_as(actor):
                services.confirm_decision(actor=actor, decision=decision)
        except IllegalTransition:
            return "refused"
        finally:
            connection.close()
        return "confirmed"

    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(confirm, range(100)))

    with acting_as_system():
        decision.refresh_from_db()
        assert decision.state == Decision.State.CONFIRMED
        assert Case.objects.get().state == State.CONFIRMED
        assert Event.objects.filter(action=CONFIRMED).count() == 1
        assert mails("meldcode.confirmed") == 1
    # The winner's own repeats are no error; the other manager is told that it doesn't wait any more.
    assert results.count("confirmed") == results.count("refused") == 50


@pytest.mark.committed
def test_confirming_and_returning_at_once_is_one_of_the_two(world) -> None:
    with acting_as_system():
        decision = helpers.propose(world, weighed(world))
        second = make_user("tweede-manager")
        make_member(second, world.school, Role.MANAGER)
    started = Barrier(2)

    def act(confirms: bool) -> str:
        actor = world.manager if confirms else second
        started.wait(timeout=30)
        try:
            with acting_as(actor):
                if confirms:
                    services.confirm_decision(actor=actor, decision=decision)
                else:
                    services.return_decision(actor=actor, decision=decision, reason="Wacht.")
        except IllegalTransition:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, [True, False])) == ["done", "refused"]
    with acting_as_system():
        moved = ["meldcode.decision_confirmed", "meldcode.decision_returned"]
        assert Event.objects.filter(action__in=moved).count() == 1
