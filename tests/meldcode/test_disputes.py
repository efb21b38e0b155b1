"""AF HGKM and manager disagree: two proposals, and the board's deputy chooses one (M8; ADR 12)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from core.context import acting_as, acting_as_system
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import add_workdays, today
from meldcode import services
from meldcode.models import Case, CaseDuty, Decision, DeputyRequest
from meldcode.standing import standing_of
from meldcode.workflow import State
from schools.grants import grant
from schools.roles import Role
from tests.factories import make_member, make_user
from tests.meldcode import acute, helpers

GROUND = "Ik las beide voorstellen en kies het voorstel dat de minste kans op schade geeft."
ELSE_ = "Veilig Thuis raadde ons aan om eerst zelf nog een gesprek te voeren."


def proposed(world: Any) -> Decision:
    return helpers.decision_of(helpers.case_in(world, State.PROPOSED))


def disagree(world: Any, decision: Decision, plan: Any = None, **fields: Any) -> Decision:
    values = {
        "actor": world.manager,
        "key": uuid7(),
        "seen": standing_of(decision.case).last_number,
        "proposal": plan or helpers.watching(deviation_ground=ELSE_),
    }
    return services.disagree(decision=decision, **(values | fields))


def deputy(world: Any, case: Case, user: Any = None) -> Any:
    user = user or make_user()
    grant(
        actor=world.bestuur, user=user, permission="settle_case", obj=case,
        reason="Beslist voor het bestuur.", expires_on=helpers.days(10),
    )  # fmt: skip
    return user


@pytest.fixture
def dispute(world) -> tuple[Case, Decision, Decision]:
    first = proposed(world)
    counter = disagree(world, first)
    return Case.objects.get(pk=first.case_id), first, counter


def mails(notice: str) -> set[int]:
    rows = OutboxMessage.objects.filter(kind="mail", payload__notice=f"meldcode.{notice}")
    return {row.payload["user"] for row in rows}


def test_a_disagreement_puts_a_whole_proposal_beside_the_first(world, dispute) -> None:
    case, first, counter = dispute
    assert case.state == State.DISPUTED
    assert (counter.counter_to, counter.author) == (first, world.manager)
    assert Event.objects.filter(action="meldcode.disagreed").count() == 1
    assert mails("disagreed") == {world.af.pk}


def test_it_is_dated_and_the_board_is_asked_for_a_deputy(world, dispute) -> None:
    case, _first, counter = dispute
    duty = CaseDuty.objects.open().get(case=case, kind=CaseDuty.Kind.SETTLEMENT)
    assert (duty.due_on, duty.remind_on) == (add_workdays(today(), 2), add_workdays(today(), 1))
    request = DeputyRequest.objects.open().get()
    assert (request.place, request.cause) == ("decider", "disagreement")
    assert request.decision == counter
    assert world.bestuur.pk in mails("deputy_asked")


def test_a_deputy_whom_the_case_has_already_is_not_asked_for_again(world) -> None:
    first = proposed(world)
    who = deputy(world, first.case)
    disagree(world, first)
    assert not DeputyRequest.objects.exists()
    assert mails("to_settle") == {who.pk}


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (helpers.proposal(), "report"),  # decides the same
        (helpers.watching(), "deviation_ground"),
        (helpers.watching(deviation_ground=ELSE_, report_reason="Nee hoor."), "report_reason"),
        (helpers.watching(deviation_ground=ELSE_, monitor_on=None), "monitor_on"),
        (helpers.helping(deviation_ground=ELSE_, help_until=None), "help_until"),
    ],
)
def test_the_second_proposal_is_as_complete_as_the_first(world, plan, field: str) -> None:
    first = proposed(world)
    with pytest.raises(Refused) as refused:
        disagree(world, first, plan)
    assert refused.value.field == field
    assert not Decision.objects.filter(counter_to__isnull=False).exists()
    assert not CaseDuty.objects.filter(kind=CaseDuty.Kind.SETTLEMENT).exists()


def test_a_stale_form_and_an_own_proposal_are_refused(world) -> None:
    first = proposed(world)
    with pytest.raises(Conflict):
        disagree(world, first, seen=1)
    make_member(world.af, world.school, Role.MANAGER)
    with pytest.raises(Refused, match=r"yourself|zelf"):
        disagree(world, first, actor=world.af)


@pytest.mark.parametrize("who", ["af", "teacher", "bestuur", "other_manager", "outsider"])
def test_only_who_may_confirm_disagrees_and_only_a_deputy_settles(world, dispute, who: str) -> None:
    case, first, _counter = dispute
    with pytest.raises(PermissionDenied):
        disagree(world, first, actor=world.user(who))
    for actor in (world.user(who), world.manager):
        with pytest.raises(PermissionDenied):
            services.settle(actor=actor, chosen=first, ground=GROUND)
    case.refresh_from_db()
    assert case.state == State.DISPUTED


def test_two_waiting_proposals_are_neither_confirmed_nor_returned_by_the_manager(
    world, dispute
) -> None:
    _case, first, counter = dispute
    second = make_user()
    make_member(second, world.school, Role.MANAGER)
    for decision in (first, counter):
        with pytest.raises(IllegalTransition):
            services.confirm_decision(actor=second, decision=decision, ground=GROUND)
        with pytest.raises(IllegalTransition):
            services.return_decision(actor=second, decision=decision, reason="x")


@pytest.mark.parametrize("chosen", ["first", "counter"])
def test_the_deputy_chooses_one_and_the_other_stays_readable(world, dispute, chosen: str) -> None:
    case, first, counter = dispute
    taken, left = (first, counter) if chosen == "first" else (counter, first)
    who = deputy(world, case)
    settled = services.settle(actor=who, chosen=taken, ground=GROUND)
    left.refresh_from_db()
    case.refresh_from_db()
    assert (settled.state, settled.confirmed_by, settled.confirm_ground) == (
        Decision.State.CONFIRMED, who, GROUND,
    )  # fmt: skip
    assert left.state == Decision.State.SET_ASIDE
    assert case.state == (State.CONFIRMED if taken.report else State.MONITORING)
    assert not CaseDuty.objects.open().filter(kind=CaseDuty.Kind.SETTLEMENT).exists()
    assert not DeputyRequest.objects.open().exists()
    assert mails("chosen") == {taken.author_id}
    assert mails("set_aside") == {left.author_id}
    assert Event.objects.filter(action="meldcode.disagreement_settled").count() == 1
    assert services.settle(actor=who, chosen=taken, ground=GROUND) == settled
    with pytest.raises(IllegalTransition):
        services.settle(actor=who, chosen=left, ground=GROUND)


def test_a_deputy_settles_with_the_rights_of_a_deputy_alone(world, dispute) -> None:
    case, _first, counter = dispute
    who = deputy(world, case)
    with acting_as(who):
        services.settle(actor=who, chosen=counter, ground=GROUND)
    case.refresh_from_db()
    assert case.state == State.MONITORING


@pytest.mark.parametrize("ground", ["", "  ", "Ik kies dit.", "omdat het beter is denk ik zo"])
def test_choosing_not_to_report_takes_full_sentences(world, dispute, ground: str) -> None:
    case, first, counter = dispute
    who = deputy(world, case)
    with pytest.raises(Refused) as refused:
        services.settle(actor=who, chosen=counter, ground=ground)
    assert refused.value.field == "ground"
    if ground.strip():
        assert services.settle(actor=who, chosen=first, ground=ground).report


def test_nobody_settles_between_proposals_of_which_one_is_theirs(world, dispute) -> None:
    case, first, counter = dispute
    for author in (world.af, world.manager):
        deputy(world, case, author)
        for decision in (first, counter):
            with pytest.raises(Refused, match=r"yourself|zelf"):
                services.settle(actor=author, chosen=decision, ground=GROUND)


def test_an_acute_report_ends_the_disagreement_and_both_proposals_go_back(world, dispute) -> None:
    case, first, counter = dispute
    acute.report_now(world, case=case)
    for decision in (first, counter):
        decision.refresh_from_db()
        assert decision.state == Decision.State.RETURNED
    case.refresh_from_db()
    assert case.state == State.OPEN
    assert not CaseDuty.objects.open().filter(kind=CaseDuty.Kind.SETTLEMENT).exists()
    assert not DeputyRequest.objects.open().exists()


def test_the_database_takes_one_proposal_on_each_side(world, dispute) -> None:
    _case, first, counter = dispute
    for column in ({"counter_to": None}, {"counter_to": first}):
        row = Decision.objects.get(pk=counter.pk)
        row.pk, row._state.adding = uuid7(), True
        for name, value in column.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def _at_once(*acts: Any) -> list[str]:
    """Do everything at the same moment, each in a thread; return how each ended, sorted."""
    started = Barrier(len(acts))

    def run(act: Any) -> str:
        actor, call = act
        started.wait(timeout=30)
        try:
            with acting_as(actor):
                call()
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.committed
def test_two_managers_that_disagree_at_once_are_one_disagreement(world) -> None:
    with acting_as_system():
        first = proposed(world)
        second = make_user()
        make_member(second, world.school, Role.MANAGER)

    def act(actor: Any) -> tuple[Any, Any]:
        return actor, lambda: disagree(world, first, actor=actor)

    assert _at_once(act(world.manager), act(second)) == ["done", "refused"]
    with acting_as_system():
        assert Decision.objects.filter(counter_to=first).count() == 1
        settlements = CaseDuty.objects.filter(kind=CaseDuty.Kind.SETTLEMENT)
        assert DeputyRequest.objects.count() == settlements.count() == 1


@pytest.mark.committed
def test_manager_and_deputy_at_once_make_one_decision(world) -> None:
    with acting_as_system():
        first = proposed(world)
        counter = disagree(world, first)
        who, other = deputy(world, first.case), deputy(world, first.case)
        second = make_user()
        make_member(second, world.school, Role.MANAGER)
    ended = _at_once(
        (who, lambda: services.settle(actor=who, chosen=first, ground=GROUND)),
        (other, lambda: services.settle(actor=other, chosen=counter, ground=GROUND)),
        (second, lambda: services.confirm_decision(actor=second, decision=first)),
    )
    assert ended == ["done", "refused", "refused"]
    with acting_as_system():
        states = sorted(Decision.objects.values_list("state", flat=True))
        assert states == ["confirmed", "set_aside"]
        assert Event.objects.filter(action="meldcode.disagreement_settled").count() == 1


@pytest.mark.committed
def test_a_manager_that_confirms_while_the_af_hgkm_revises_confirms_what_was_read(world) -> None:
    with acting_as_system():
        first = proposed(world)
    seen = first.answers_up_to
    ended = _at_once(
        (world.manager, lambda: services.confirm_decision(actor=world.manager, decision=first)),
        (
            world.af,
            lambda: services.answer_question(
                actor=world.af, case=first.case, key=uuid7(), seen=seen, question="veiligheid",
                answer="nee", reason="Toch niet.",
            ),
        ),
    )  # fmt: skip
    assert ended == ["done", "refused"]
    with acting_as_system():
        first.refresh_from_db()
        assert first.state == Decision.State.CONFIRMED
        assert standing_of(first.case).last_number == first.answers_up_to
