"""The weighing questions over every combination, against a table written by hand from M5 and M6."""

import subprocess
import sys
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meldcode.weighing import (
    REPORTING,
    Answer,
    ImpossibleAnswers,
    Norm,
    Outcome,
    Question,
    allowed_answers,
    next_question,
    next_question_with_veilig_thuis,
    norms,
    outcome,
    outcome_of_result,
)

QUESTIONS = ("vermoeden", "veiligheid", "hulp", "hulp_accepteren", "resultaat")
WORD = {"j": "ja", "n": "nee", "?": "twijfel", "-": None}

# One row per walk that can happen: the answers in order (j = ja, n = nee, ? = twijfel, - = not
# answered), the outcome, the school's next question, the next one with Veilig Thuis, the norms.
TABLE = """
-----  OPEN                       vermoeden        -                -
n----  AFSLUITEN_EN_MONITOREN     -                -                -
j----  OPEN                       veiligheid       -                -
jn---  OPEN                       hulp             -                -
jnn--  MELDEN_DIRECT              -                -                2
jnj--  OPEN                       hulp_accepteren  -                -
jnjn-  MELDEN_DIRECT              -                -                2
jnjj-  HULP_LOOPT                 resultaat        -                -
jnjjn  MELDEN                     -                -                3
jnjjj  HULP_AFSLUITEN_MET_NAZORG  -                -                -
jj---  MELDEN_DIRECT              -                hulp             1
jjn--  MELDEN_DIRECT              -                -                1,2
jjj--  MELDEN_DIRECT              -                hulp_accepteren  1
jjjn-  MELDEN_DIRECT              -                -                1,2
jjjj-  MELDEN_DIRECT              -                resultaat        1
jjjjn  MELDEN_DIRECT              -                -                1,3
jjjjj  MELDEN_DIRECT              -                -                1
j?---  MELDEN_DIRECT              -                hulp             1
j?n--  MELDEN_DIRECT              -                -                1,2
j?j--  MELDEN_DIRECT              -                hulp_accepteren  1
j?jn-  MELDEN_DIRECT              -                -                1,2
j?jj-  MELDEN_DIRECT              -                resultaat        1
j?jjn  MELDEN_DIRECT              -                -                1,3
j?jjj  MELDEN_DIRECT              -                -                1
"""
NORMS = {
    "1": Norm.ONVEILIGHEID,
    "2": Norm.HULP_ONTOEREIKEND,
    "3": Norm.ONVEILIGHEID_HOUDT_AAN,
}
ORACLE = {row.split()[0]: tuple(row.split()[1:]) for row in TABLE.strip().splitlines()}
EVERY = ["".join(letters) for letters in product("-jn?", repeat=5)]


def answers_of(code: str) -> dict[str, str]:
    pairs = zip(QUESTIONS, (WORD[letter] for letter in code), strict=True)
    return {question: answer for question, answer in pairs if answer is not None}


def test_there_are_1024_combinations_and_24_of_them_can_happen() -> None:
    assert len(EVERY) == 4**5
    assert len(ORACLE) == 24
    assert set(ORACLE) <= set(EVERY)


@pytest.mark.parametrize("code", EVERY)
def test_every_combination_is_decided_as_in_the_table_or_refused(code: str) -> None:
    answers = answers_of(code)
    if code not in ORACLE:
        for decide in (outcome, next_question, next_question_with_veilig_thuis, norms):
            with pytest.raises(ImpossibleAnswers):
                decide(answers)
        return
    expected, alone, together, numbers = ORACLE[code]
    assert outcome(answers) is Outcome[expected]
    assert next_question(answers) == (None if alone == "-" else alone)
    assert next_question_with_veilig_thuis(answers) == (None if together == "-" else together)
    wanted = frozenset() if numbers == "-" else {NORMS[n] for n in numbers.split(",")}
    assert norms(answers) == wanted


@pytest.mark.parametrize("code", ORACLE)
def test_plain_words_and_enum_members_mean_the_same_in_any_order(code: str) -> None:
    words = answers_of(code)
    members = {Question(q): Answer(a) for q, a in reversed(words.items())}
    assert outcome(members) is outcome(words)
    assert next_question(members) is next_question(words)
    assert norms(members) == norms(words)


@pytest.mark.parametrize("code", ORACLE)
def test_a_norm_applies_exactly_when_the_outcome_is_to_report(code: str) -> None:
    answers = answers_of(code)
    assert bool(norms(answers)) is (outcome(answers) in REPORTING)


@pytest.mark.parametrize("code", ORACLE)
def test_whatever_is_asked_next_can_be_answered_by_all_its_answers(code: str) -> None:
    answers = answers_of(code)
    asked = next_question(answers) or next_question_with_veilig_thuis(answers)
    if asked is None:
        return
    for answer in allowed_answers(asked):
        outcome({**answers, asked: answer})


@pytest.mark.parametrize("code", ORACLE)
def test_a_report_is_never_taken_back_by_a_further_answer(code: str) -> None:
    answers = answers_of(code)
    for length in range(len(answers)):
        earlier = outcome(dict(list(answers.items())[:length]))
        if earlier in REPORTING:
            assert outcome(answers) is earlier


def test_doubt_about_safety_weighs_as_unsafety() -> None:
    for code in ORACLE:
        if "?" in code:
            doubt, yes = answers_of(code), answers_of(code.replace("?", "j"))
            assert outcome(doubt) is outcome(yes)
            assert norms(doubt) == norms(yes)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"angst": "ja"}, "'angst' is not a weighing question"),
        ({"Vermoeden": "ja"}, "'Vermoeden' is not a weighing question"),
        ({"vermoeden": "misschien"}, "'misschien' cannot be answered to 'vermoeden'"),
        ({"vermoeden": "JA"}, "'JA' cannot be answered to 'vermoeden'"),
        ({"vermoeden": "twijfel"}, "these can: ja, nee"),
        ({"vermoeden": None}, "None cannot be answered to 'vermoeden'"),
        ({"vermoeden": ["ja"]}, "cannot be answered to 'vermoeden'"),
        ({"vermoeden": True}, "True cannot be answered to 'vermoeden'"),
        ({None: "ja"}, "None is not a weighing question"),
        ({"veiligheid": "ja"}, "'vermoeden', which comes before it, is not"),
        ({"vermoeden": "nee", "veiligheid": "ja"}, "the weighing ended at 'vermoeden': nee"),
    ],
)
def test_impossible_answers_are_refused_with_the_reason(
    answers: dict[str, str], message: str
) -> None:
    with pytest.raises(ImpossibleAnswers) as refused:
        outcome(answers)
    assert message in str(refused.value)
    assert isinstance(refused.value, ValueError)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=20), min_size=1))
def test_words_of_no_question_are_always_refused(answers: dict[str, str]) -> None:
    if not set(answers) <= set(QUESTIONS):
        with pytest.raises(ImpossibleAnswers):
            next_question(answers)


@pytest.mark.parametrize("code", ORACLE)
def test_the_result_of_help_says_what_follows_beside_a_report(code: str) -> None:
    expected = {"j": Outcome.HULP_AFSLUITEN_MET_NAZORG, "n": Outcome.MELDEN, "-": None}
    assert outcome_of_result(answers_of(code)) is expected[code[4]]


# Any sequence of answers, given one at a time as the questions are asked, alone or together.
walks = st.lists(st.sampled_from(list(Answer)), max_size=5)


def walk(letters: list[Answer]) -> dict[Question, Answer]:
    """Answer what is asked by the next of `letters`, as long as something is asked and it fits."""
    given_so_far: dict[Question, Answer] = {}
    for letter in letters:
        asked = next_question(given_so_far) or next_question_with_veilig_thuis(given_so_far)
        if asked is None or letter not in allowed_answers(asked):
            break
        given_so_far[asked] = letter
    return given_so_far


@given(walks)
def test_yes_or_doubt_about_safety_always_leads_to_reporting(letters: list[Answer]) -> None:
    answers = walk([Answer.JA, *letters])
    unsafe = answers.get(Question.VEILIGHEID) in (Answer.JA, Answer.TWIJFEL)
    if unsafe:
        assert outcome(answers) in REPORTING
        assert Norm.ONVEILIGHEID in norms(answers)


@given(walks)
def test_no_suspicion_never_leads_to_reporting(letters: list[Answer]) -> None:
    answers = walk([Answer.NEE, *letters])
    assert answers == {Question.VERMOEDEN: Answer.NEE}
    assert outcome(answers) is Outcome.AFSLUITEN_EN_MONITOREN
    assert not norms(answers)


@given(walks, walks)
def test_no_revision_after_a_report_on_safety_undoes_it(
    first: list[Answer], later: list[Answer]
) -> None:
    """Whatever is answered to the questions after it, in whatever order they are walked again."""
    unsafe = {Question.VERMOEDEN: Answer.JA, Question.VEILIGHEID: Answer.TWIJFEL}
    for letters in (first, later):
        answers = dict(unsafe)
        for letter in letters:
            asked = next_question_with_veilig_thuis(answers)
            if asked is None or letter not in allowed_answers(asked):
                break
            answers[asked] = letter
        assert outcome(answers) is Outcome.MELDEN_DIRECT


def test_the_answers_put_in_are_not_changed() -> None:
    answers = {"vermoeden": "ja", "veiligheid": "nee"}
    outcome(answers)
    assert answers == {"vermoeden": "ja", "veiligheid": "nee"}


def test_weighing_works_without_django() -> None:
    code = (
        "import sys, meldcode.weighing as w; w.outcome({});"
        "sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
