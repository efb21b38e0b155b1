"""A case opens, takes in hand-overs and children, is weighed again, closes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Event
from core.actors import SYSTEM
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from dossiers.models import HandOver
from meldcode import services
from meldcode.models import Case, CaseDuty, CaseHandOver, CasePupil, Closure, WeighingRound
from meldcode.reading import hand_over_status
from meldcode.services.base import person
from meldcode.standing import standing_of
from meldcode.workflow import State
from tests.meldcode import helpers


def test_a_hand_over_becomes_a_case_and_counts_as_taken(world) -> None:
    hand_over = helpers.make_hand_over(world.pupil, world.teacher)
    case = helpers.open_case(world, hand_over=hand_over)
    hand_over.refresh_from_db()
    assert (case.state, case.origin) == (State.OPEN, Case.Origin.HAND_OVER)
    assert hand_over.state == HandOver.State.TAKEN
    assert hand_over.taken_by == world.af
    assert CasePupil.objects.get(case=case).pupil == world.pupil
    assert WeighingRound.objects.get(case=case).number == 1
    event = Event.objects.get(action="meldcode.case_opened")
    assert event.pupil_id == world.pupil.pk


def test_an_acute_case_opens_without_a_hand_over(world) -> None:
    case = helpers.open_case(world, cause="acute")
    assert case.origin == Case.Origin.DIRECT
    assert case.is_urgent


def test_the_same_form_twice_is_one_case(world) -> None:
    key = uuid7()
    assert helpers.open_case(world, key=key) == helpers.open_case(world, key=key)
    assert Case.objects.count() == 1


def test_a_second_case_about_a_child_is_refused_while_one_runs(world) -> None:
    helpers.open_case(world)
    with pytest.raises(Refused, match=r"already|al een"):
        helpers.open_case(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(
            school=world.school, pupil=world.pupil, origin="direct", cause="acute", reason="x",
            opened_by=world.af,
        )  # fmt: skip


def test_a_later_hand_over_is_taken_into_the_running_case(world) -> None:
    case = helpers.open_case(world)
    hand_over = helpers.make_hand_over(world.pupil, world.teacher)
    for _ in range(2):
        assert helpers.open_case(world, hand_over=hand_over) == case
    assert CaseHandOver.objects.get().hand_over == hand_over


def test_a_hand_over_of_another_child_is_refused(world) -> None:
    hand_over = helpers.make_hand_over(world.second_pupil, world.colleague)
    with pytest.raises(Refused):
        helpers.open_case(world, hand_over=hand_over)


def test_a_case_needs_a_reason(world) -> None:
    with pytest.raises(Refused) as refused:
        helpers.open_case(world, reason="  ")
    assert refused.value.field == "reason"
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "who", ["teacher", "manager", "bestuur", "beheerder", "other_af", "parent"]
)
def test_only_the_af_hgkm_of_the_school_opens_a_case(world, who: str) -> None:
    with pytest.raises(PermissionDenied):
        services.open_case(
            actor=world.user(who), key=uuid7(), pupil=world.pupil, cause="acute", reason="x"
        )


def test_the_system_decides_nothing(world) -> None:
    with pytest.raises(PermissionDenied):
        services.open_case(actor=SYSTEM, key=uuid7(), pupil=world.pupil, cause="acute", reason="x")


def test_a_record_of_a_case_has_a_person_as_its_author() -> None:
    with pytest.raises(PermissionDenied):
        person(SYSTEM)


def test_a_brother_is_added_once_and_a_child_of_another_school_never(world) -> None:
    case = helpers.open_case(world)
    for _ in range(2):
        services.add_pupil(actor=world.af, case=case, pupil=world.second_pupil)
    assert CasePupil.objects.filter(case=case).count() == 2
    assert Event.objects.filter(action="meldcode.pupil_added").count() == 1
    with pytest.raises(Refused):
        services.add_pupil(actor=world.af, case=case, pupil=world.foreign_pupil)


def test_help_that_ended_is_weighed_on_in_the_same_round(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    before = standing_of(case)
    assert services.weigh_again(actor=world.af, case=case) == before.round
    standing = standing_of(case)
    assert standing.question_now == "resultaat"
    assert not standing.may_revise(next(iter(standing.given)))


@pytest.mark.parametrize("state", [State.MONITORING, State.REPORTED])
def test_a_case_that_is_weighed_again_gets_a_new_round(world, state: State) -> None:
    case = helpers.case_in(world, state)
    services.weigh_again(actor=world.af, case=case)
    standing = standing_of(case)
    assert (standing.round.number, standing.answers) == (2, {})


def test_closing_needs_a_reason_and_ends_the_dates(world) -> None:
    case = helpers.case_in(world, State.MONITORING)
    with pytest.raises(Refused):
        helpers.close(world, case, reason=" ")
    helpers.close(world, case, reason="Het gaat goed.")
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert case.closed_by == world.af
    assert not CaseDuty.objects.open().exists()
    assert Closure.objects.get().reason == "Het gaat goed."


def test_a_case_is_not_closed_while_veilig_thuis_decides(world) -> None:
    case = helpers.case_in(world, State.REPORTED)
    services.weigh_again(actor=world.af, case=case)
    helpers.weigh(world, case, helpers.NOTHING)
    decision = helpers.propose(world, case, helpers.watching())
    services.confirm_decision(actor=world.manager, decision=decision)
    with pytest.raises(Refused, match="Veilig Thuis"):
        services.close_case(actor=world.af, case=case, reason="Klaar.")


def test_a_closed_case_opens_again_with_a_new_round(world) -> None:
    case = helpers.case_in(world, State.CLOSED)
    services.reopen_case(actor=world.af, case=case, reason="Nieuwe zorg.")
    case.refresh_from_db()
    assert case.state == State.OPEN
    assert standing_of(case).round.number == 2
    assert [c.kind for c in Closure.objects.all()] == ["reopened", "closed"]


def test_a_closed_case_stays_closed_while_another_runs(world) -> None:
    closed = helpers.case_in(world, State.CLOSED)
    helpers.open_case(world)
    with pytest.raises(Refused):
        services.reopen_case(actor=world.af, case=closed, reason="Nieuwe zorg.")


def test_nothing_is_added_to_a_closed_case(world) -> None:
    case = helpers.case_in(world, State.CLOSED)
    with pytest.raises(IllegalTransition):
        helpers.talk(world, case)


def test_the_rapportage_is_written_also_when_the_case_is_closed(world) -> None:
    case = helpers.case_in(world, State.CLOSED)
    texts = {"subject": "Zorg", "description": "Kort", "involved": "Kind en ouders"}
    for number in (1, 2):
        made = services.save_rapportage(actor=world.af, case=case, key=uuid7(), texts=texts)
        assert made.number == number
    again = services.save_rapportage(actor=world.af, case=case, key=made.pk, texts=texts)
    assert again == made
    with pytest.raises(Refused):
        services.save_rapportage(
            actor=world.af, case=case, key=uuid7(), texts=texts | {"subject": ""}
        )


def test_who_handed_over_reads_the_status_and_nothing_else(world) -> None:
    from core.context import acting_as

    hand_over = helpers.make_hand_over(world.pupil, world.teacher)
    with acting_as(world.teacher):
        assert hand_over_status(hand_over) is None
    case = helpers.open_case(world, hand_over=hand_over)
    with acting_as(world.teacher):
        status = hand_over_status(hand_over)
        assert status is not None
        assert not status.is_closed
        assert not Case.objects.exists()
    with acting_as(world.colleague):
        assert hand_over_status(hand_over) is None
    assert case.state == State.OPEN
