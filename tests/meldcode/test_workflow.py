"""The states of a case over the full cross product, and the pure decisions beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import pytest

from core.errors import IllegalTransition
from meldcode.weighing import Outcome, Question
from meldcode.workflow import (
    TRANSITIONS,
    Action,
    State,
    allows,
    confirming,
    fold,
    follows,
    next_state,
    question_now,
    question_together,
    words,
)

pytestmark = pytest.mark.postgres_free

# Written by hand from M1, M5, M7–M10; '-' is not possible, '=' stays.
TABLE = """
                     open       proposed      disputed      confirmed   reported      help_running  monitoring  closed
work                 =          =             =             =           =             =             =           -
answer               =          -             -             -           -             -             -           -
answer_together      =          -             -             -           =             =             =           -
answer_result        -          -             -             -           -             open          -           -
report_now           =          open          open          -           open          open          open        open
propose              proposed   -             -             -           -             -             -           -
return               -          open          -             -           -             -             -           -
disagree             -          disputed      -             -           -             -             -           -
confirm_report       -          confirmed     confirmed     -           -             -             -           -
confirm_reported     -          reported      reported      -           -             -             -           -
confirm_help         -          help_running  help_running  -           -             -             -           -
confirm_monitoring   -          monitoring    monitoring    -           -             -             -           -
file_report          -          -             -             reported    -             -             -           -
feedback             =          =             =             =           monitoring    =             =           -
feedback_help        -          -             -             -           help_running  -             -           -
monitor              -          -             -             -           =             =             =           -
weigh_again          -          -             -             -           open          open          open        -
close                -          -             -             -           -             -             closed      -
reopen               -          -             -             -           -             -             -           open
"""


def expected() -> dict[tuple[State, Action], State]:
    head, *rows = TABLE.strip("\n").splitlines()
    states = [State(name) for name in head.split()]
    wanted = {}
    for row in rows:
        action, *cells = row.split()
        for state, cell in zip(states, cells, strict=True):
            if cell != "-":
                wanted[state, Action(action)] = state if cell == "=" else State(cell)
    return wanted


@pytest.mark.parametrize(("state", "action"), list(product(State, Action)))
def test_every_state_and_action_is_as_in_the_table_or_refused(state: State, action: Action) -> None:
    wanted = expected().get((state, action))
    assert allows(state.value, action) is (wanted is not None)
    if wanted is None:
        with pytest.raises(IllegalTransition):
            next_state(state, action)
    else:
        assert next_state(state, action) is wanted


def test_every_state_can_be_reached_and_left() -> None:
    assert set(TRANSITIONS.values()) == set(State)
    assert {state for (state, _), after in TRANSITIONS.items() if after is not state} == set(State)


@pytest.mark.parametrize(
    ("report", "helps", "action"),
    [
        (True, True, Action.CONFIRM_REPORT),
        (True, False, Action.CONFIRM_REPORT),
        (False, True, Action.CONFIRM_HELP),
        (False, False, Action.CONFIRM_MONITORING),
    ],
)
def test_a_report_goes_before_help(report: bool, helps: bool, action: Action) -> None:
    assert confirming(report=report, help=helps) is action


@pytest.mark.parametrize(
    ("helps", "heard", "action"),
    [
        (False, False, Action.CONFIRM_REPORTED),
        (True, False, Action.CONFIRM_REPORTED),
        (False, True, Action.CONFIRM_MONITORING),
        (True, True, Action.CONFIRM_HELP),
    ],
)
def test_what_was_reported_because_it_was_acute_is_not_reported_again(
    helps: bool, heard: bool, action: Action
) -> None:
    assert confirming(report=True, help=helps, reported=True, heard=heard) is action


def test_every_action_has_a_row_and_no_row_is_of_nothing() -> None:
    assert {action for _state, action in expected()} == set(Action)


FOLLOWS = {
    # outcome: (report+help, report, help, neither)
    Outcome.MELDEN_DIRECT: (True, True, False, False),
    Outcome.MELDEN: (True, True, False, False),
    Outcome.HULP_LOOPT: (False, False, True, False),
    Outcome.AFSLUITEN_EN_MONITOREN: (False, False, True, True),
    Outcome.HULP_AFSLUITEN_MET_NAZORG: (False, False, True, True),
}


@pytest.mark.parametrize("outcome", FOLLOWS)
def test_a_proposal_follows_the_weighing_or_departs_from_it(outcome: Outcome) -> None:
    choices = [(True, True), (True, False), (False, True), (False, False)]
    found = tuple(follows(outcome, report=report, help=helps) for report, helps in choices)
    assert found == FOLLOWS[outcome]


@dataclass
class Row:
    number: int
    question: str
    answer: str


def rows(*pairs: str) -> list[Row]:
    return [Row(n, *pair.split("=")) for n, pair in enumerate(pairs, start=1)]


def folded(*pairs: str) -> Mapping[str, str]:
    return {question.value: answer for question, answer in words(fold(rows(*pairs))).items()}


def test_answers_stand_in_the_order_of_the_questions() -> None:
    assert folded("vermoeden=ja", "veiligheid=nee") == {"vermoeden": "ja", "veiligheid": "nee"}


def test_a_changed_answer_drops_what_came_after_it() -> None:
    given = folded("vermoeden=ja", "veiligheid=nee", "hulp=ja", "veiligheid=twijfel")
    assert given == {"vermoeden": "ja", "veiligheid": "twijfel"}


def test_a_changed_reason_keeps_what_came_after_it() -> None:
    given = folded("vermoeden=ja", "veiligheid=nee", "hulp=ja", "veiligheid=nee")
    assert given == {"vermoeden": "ja", "veiligheid": "nee", "hulp": "ja"}


def test_an_answer_given_again_after_it_was_dropped_counts() -> None:
    given = folded("vermoeden=ja", "veiligheid=nee", "vermoeden=nee", "vermoeden=ja")
    assert given == {"vermoeden": "ja"}


def test_rows_count_by_their_number_whatever_their_order() -> None:
    mixed = list(reversed(rows("vermoeden=nee", "vermoeden=ja")))
    assert words(fold(mixed)) == {Question.VERMOEDEN: "ja"}


HELP = {
    Question.VERMOEDEN: "ja",
    Question.VEILIGHEID: "nee",
    Question.HULP: "ja",
    Question.HULP_ACCEPTEREN: "ja",
}


def test_the_result_of_help_is_asked_only_after_help_ran() -> None:
    assert question_now(HELP, help_started=False) is None
    assert question_now(HELP, help_started=True) is Question.RESULTAAT
    assert question_now({}, help_started=False) is Question.VERMOEDEN


def test_after_unsafety_the_rest_is_walked_with_veilig_thuis() -> None:
    unsafe = HELP | {Question.VEILIGHEID: "ja"}
    assert question_now(unsafe, help_started=True) is None
    assert question_together(unsafe, help_started=False) is None
    assert question_together(unsafe, help_started=True) is Question.RESULTAAT
