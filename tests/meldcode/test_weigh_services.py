"""One answer at a time, each with its reason; revising until it is decided on (M5, D6)."""

from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Event
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from meldcode import services
from meldcode.models import WeighingAnswer
from meldcode.standing import standing_of
from meldcode.weighing import Norm, Outcome
from meldcode.workflow import State
from tests.meldcode import helpers


@pytest.fixture
def case(world):
    return helpers.open_case(world)


def test_questions_are_answered_in_their_order_with_a_reason(world, case) -> None:
    helpers.weigh(world, case, helpers.HELPING)
    standing = standing_of(case)
    assert standing.outcome is Outcome.HULP_LOOPT
    assert standing.question_now is None
    assert all(row.reason for row in standing.rows)
    assert Event.objects.filter(action="meldcode.question_answered").count() == 4


def test_a_question_is_not_skipped(world, case) -> None:
    with pytest.raises(Refused):
        helpers.answer(world, case, "veiligheid", "ja")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_answer_needs_its_reason(world, case, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        helpers.answer(world, case, "vermoeden", "ja", reason=reason)
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("question", "given"), [("vermoeden", "twijfel"), ("vermoeden", "misschien"), ("angst", "ja")]
)
def test_an_answer_that_a_question_does_not_take_is_refused(world, case, question, given) -> None:
    with pytest.raises(Refused):
        helpers.answer(world, case, question, given)
    assert not WeighingAnswer.objects.exists()


def test_the_database_takes_doubt_only_at_safety(world, case) -> None:
    standing = standing_of(case)
    shared = {"case": case, "school": case.school, "author": world.af, "round": standing.round}
    for number, question in enumerate(("vermoeden", "hulp", "resultaat"), start=1):
        with pytest.raises(IntegrityError), transaction.atomic():
            WeighingAnswer.objects.create(
                number=number, question=question, answer="twijfel", reason="x", **shared
            )
    WeighingAnswer.objects.create(
        number=9, question="veiligheid", answer="twijfel", reason="x", **shared
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        WeighingAnswer.objects.create(
            number=10, question="vermoeden", answer="ja", reason="", **shared
        )


def test_a_revision_drops_later_answers_and_keeps_every_row(world, case) -> None:
    helpers.weigh(world, case, helpers.HELPING)
    helpers.answer(world, case, "veiligheid", "twijfel")
    standing = standing_of(case)
    assert standing.outcome is Outcome.MELDEN_DIRECT
    assert standing.norms == {Norm.ONVEILIGHEID}
    assert WeighingAnswer.objects.count() == 5
    assert Event.objects.filter(action="meldcode.answer_revised").count() == 1


def test_a_stale_form_is_told_and_changes_nothing(world, case) -> None:
    helpers.answer(world, case, "vermoeden", "ja")
    with pytest.raises(Conflict):
        helpers.answer(world, case, "vermoeden", "nee", seen=0)
    assert standing_of(case).answers == {"vermoeden": "ja"}


def test_the_same_form_twice_is_one_answer(world, case) -> None:
    key = uuid7()
    first = helpers.answer(world, case, "vermoeden", "ja", key=key, seen=0)
    assert helpers.answer(world, case, "vermoeden", "ja", key=key, seen=0) == first
    assert WeighingAnswer.objects.count() == 1


def test_after_unsafety_the_school_walks_on_with_veilig_thuis(world, case) -> None:
    helpers.weigh(world, case, helpers.REPORTING)
    made = helpers.answer(world, case, "hulp", "ja")
    assert made.with_veilig_thuis
    assert standing_of(case).outcome is Outcome.MELDEN_DIRECT


def test_walking_on_with_veilig_thuis_is_possible_after_the_report(world) -> None:
    case = helpers.case_in(world, State.REPORTED)
    helpers.answer(world, case, "hulp", "nee")
    assert standing_of(case).outcome is Outcome.MELDEN_DIRECT
    with pytest.raises((IllegalTransition, Refused)):
        helpers.answer(world, case, "veiligheid", "nee")


def test_what_was_decided_on_is_not_revised(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    services.weigh_again(actor=world.af, case=case)
    with pytest.raises(Refused):
        helpers.answer(world, case, "veiligheid", "ja")
    helpers.answer(world, case, "resultaat", "ja")
    helpers.answer(world, case, "resultaat", "nee")
    assert standing_of(case).outcome is Outcome.MELDEN


def test_nothing_is_answered_while_a_proposal_waits(world) -> None:
    case = helpers.case_in(world, State.PROPOSED)
    with pytest.raises(IllegalTransition):
        helpers.answer(world, case, "vermoeden", "nee")


@pytest.mark.parametrize("who", ["teacher", "manager", "other_af", "parent", "bestuur"])
def test_only_the_af_hgkm_answers(world, case, who: str) -> None:
    with pytest.raises(PermissionDenied):
        services.answer_question(
            actor=world.user(who), case=case, key=uuid7(), seen=0, question="vermoeden",
            answer="ja", reason="x",
        )  # fmt: skip


def test_numbers_of_answers_have_no_gap(world, case) -> None:
    helpers.weigh(world, case, helpers.HELPING)
    numbers = [row.number for row in standing_of(case).rows]
    assert all(later == earlier + 1 for earlier, later in pairwise(numbers))
