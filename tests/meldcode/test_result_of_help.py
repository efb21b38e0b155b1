"""Question 5 comes back while help runs; the rest is walked with Veilig Thuis; the board is told (M5)."""

from typing import Any

import pytest

from audit.models import Event
from core.errors import IllegalTransition, Refused
from core.models import OutboxMessage
from meldcode import services
from meldcode.models import Case, CaseDuty, Involvement
from meldcode.reading import case_file
from meldcode.standing import standing_of
from meldcode.weighing import Norm, Outcome, Question
from meldcode.workflow import Action, State
from schools.roles import Role
from tests.factories import make_user, make_wide_member
from tests.meldcode import acute, helpers


def told(notice: str) -> set[int]:
    rows = OutboxMessage.objects.filter(kind="mail", payload__notice=f"meldcode.{notice}")
    return {row.payload["user"] for row in rows}


def state_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_the_result_is_answered_while_help_runs_and_the_case_is_weighed(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    standing = standing_of(case)
    assert standing.asked_in(case.state) is Question.RESULTAAT
    assert standing.way(Question.RESULTAAT, case.state) == (Action.ANSWER_RESULT, False)
    helpers.answer(world, case, "resultaat", "nee")
    assert state_of(case) == State.OPEN
    assert standing_of(case).outcome is Outcome.MELDEN
    # The day of question 5 stands until two people decided on it.
    open_dates = CaseDuty.objects.open().filter(case=case)
    assert open_dates.filter(kind=CaseDuty.Kind.HELP_TERM).count() == 1
    helpers.answer(world, case, "resultaat", "ja")
    services.confirm_decision(
        actor=world.manager, decision=helpers.propose(world, case, helpers.watching())
    )
    assert not open_dates.filter(kind=CaseDuty.Kind.HELP_TERM).exists()
    assert open_dates.filter(kind=CaseDuty.Kind.MONITORING).count() == 1


def test_what_was_decided_on_is_not_revised_while_help_runs(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    for question in ("vermoeden", "veiligheid", "hulp", "hulp_accepteren"):
        with pytest.raises(Refused):
            helpers.answer(world, case, question, "nee")
    assert state_of(case) == State.HELP_RUNNING


def with_help_beside_a_report(world: Any) -> Case:
    """Unsafety was reported, help was decided on beside it, Veilig Thuis decided, and help runs."""
    case = helpers.open_case(world)
    helpers.take_steps(world, case)
    helpers.weigh(world, case, {"vermoeden": "ja", "veiligheid": "twijfel"})
    plan = helpers.proposal(help=True, help_until=helpers.days(40))
    decision = helpers.propose(world, case, plan)
    services.confirm_decision(actor=world.manager, decision=decision)
    helpers.feedback(world, helpers.file_report(world, decision))
    assert state_of(case) == State.HELP_RUNNING
    return Case.objects.get(pk=case.pk)


def test_the_rest_is_walked_with_veilig_thuis_and_recorded_as_such(world) -> None:
    case = with_help_beside_a_report(world)
    rows = [helpers.answer(world, case, question, "ja") for question in ("hulp", "hulp_accepteren")]
    assert all(row.with_veilig_thuis for row in rows)
    assert state_of(case) == State.HELP_RUNNING
    assert standing_of(case).outcome is Outcome.MELDEN_DIRECT
    # Before the decision is made anew, what was walked together may be revised, still together.
    assert helpers.answer(world, case, "hulp_accepteren", "nee").with_veilig_thuis
    assert helpers.answer(world, case, "hulp_accepteren", "ja").with_veilig_thuis


@pytest.mark.parametrize(
    ("given", "outcome", "applying"),
    [
        ("nee", Outcome.MELDEN, {Norm.ONVEILIGHEID_HOUDT_AAN}),
        ("ja", Outcome.HULP_AFSLUITEN_MET_NAZORG, set()),
    ],
)
def test_after_the_report_the_result_says_whether_to_report_again(
    world, given: str, outcome: Outcome, applying: set
) -> None:
    case = with_help_beside_a_report(world)
    helpers.weigh(world, case, {"hulp": "ja", "hulp_accepteren": "ja"})
    row = helpers.answer(world, case, "resultaat", given)
    assert row.with_veilig_thuis
    assert state_of(case) == State.OPEN
    standing = standing_of(case)
    assert (standing.outcome, standing.norms) == (outcome, applying)
    plan = helpers.proposal() if given == "nee" else helpers.watching()
    assert helpers.propose(world, case, plan).follows_weighing


def test_the_result_is_not_asked_before_help_runs(world) -> None:
    case = helpers.open_case(world)
    helpers.take_steps(world, case)
    helpers.weigh(world, case, helpers.REPORTING)
    decision = helpers.propose(
        world, case, helpers.proposal(help=True, help_until=helpers.days(40))
    )
    services.confirm_decision(actor=world.manager, decision=decision)
    helpers.file_report(world, decision)
    helpers.weigh(world, case, {"hulp": "ja", "hulp_accepteren": "ja"})
    with pytest.raises(IllegalTransition):
        helpers.answer(world, case, "resultaat", "ja")


def test_after_an_acute_report_the_walk_goes_on_with_veilig_thuis(world) -> None:
    case = acute.report_now(world).case
    standing = standing_of(case)
    assert standing.answers == {"vermoeden": "ja", "veiligheid": "ja"}
    assert standing.asked_in(case.state) is Question.HULP
    assert helpers.answer(world, case, "hulp", "ja").with_veilig_thuis


# The board hears that a suspicion is weighed (M5.1).


def test_the_first_suspicion_tells_the_board_and_the_manager_once(world) -> None:
    case = helpers.open_case(world)
    assert case_file(case).board_told_at is None
    helpers.answer(world, case, "vermoeden", "nee")
    assert told("board_told") == set()
    helpers.answer(world, case, "vermoeden", "ja")
    helpers.answer(world, case, "vermoeden", "nee")
    helpers.answer(world, case, "vermoeden", "ja")
    assert told("board_told") == {world.bestuur.pk}
    assert told("suspicion") == {world.manager.pk}
    assert Event.objects.filter(action="meldcode.board_told").count() == 1
    assert case_file(case).board_told_at is not None


def test_a_new_round_tells_nobody_again(world) -> None:
    case = helpers.case_in(world, State.REPORTED)
    services.weigh_again(actor=world.af, case=case)
    helpers.answer(world, case, "vermoeden", "ja")
    assert Event.objects.filter(action="meldcode.board_told").count() == 1


def test_an_acute_report_tells_the_board_too(world) -> None:
    acute.report_now(world)
    assert told("board_told") == {world.bestuur.pk}


def test_who_is_shut_out_is_not_told(world) -> None:
    second = make_user()
    make_wide_member(second, world.board, Role.BESTUUR)
    case = helpers.open_case(world)
    Involvement.objects.create(
        school=case.school, case=case, author=world.manager, person=world.bestuur,
        kind="accused", reason="Het gaat over deze persoon.",
    )  # fmt: skip
    helpers.answer(world, case, "vermoeden", "ja")
    assert told("board_told") == {second.pk}


def test_the_notice_names_nobody(world) -> None:
    case = helpers.open_case(world)
    helpers.answer(world, case, "vermoeden", "ja")
    row = OutboxMessage.objects.get(payload__notice="meldcode.board_told")
    assert str(case.pk) not in row.payload["path"]
