"""What must hold of every walk and every decision, against the services and the real database (M5, M6, M8)."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Refused
from meldcode import services
from meldcode.models import Case, CaseDuty, Decision
from meldcode.sentences import full_sentences
from meldcode.standing import standing_of
from meldcode.weighing import REPORTING, Answer, Outcome, allowed_answers
from meldcode.workflow import State
from tests.access_world import rolled_back
from tests.factories import make_pupil
from tests.meldcode import helpers

# The world is made once for all examples; each example is undone.
modest = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
picks = st.lists(st.integers(0, 2), min_size=1, max_size=7)
WHY = "Wij spraken hier lang over, en Veilig Thuis zag het net zo als wij."


def walked(world: Any, numbers: list[int]) -> Case:
    """Answer what is asked in a new case, each time by one of the answers that the question takes."""
    case = helpers.open_case(world, make_pupil(world.school))
    helpers.take_steps(world, case)
    for number in numbers:
        asked = standing_of(case).asked_in(case.state)
        if asked is None:
            break
        options = allowed_answers(asked)
        helpers.answer(world, case, asked, options[number % len(options)])
    return case


def decided(world: Any, case: Case, *, report: bool, help_too: bool) -> Decision | None:
    """Propose and confirm, with every ground that could be needed; None while it can't be proposed."""
    plan = helpers.proposal(
        report=report,
        report_reason=WHY,
        help=help_too,
        help_until=helpers.days(30) if help_too else None,
        monitor_on=helpers.days(60),
        deviation_ground=WHY,
    )
    try:
        decision = helpers.propose(world, case, plan)
    except Refused:
        return None
    return services.confirm_decision(actor=world.manager, decision=decision, ground=WHY)


@modest
@given(numbers=picks)
def test_yes_or_doubt_reports_and_no_suspicion_never_does(world, numbers: list[int]) -> None:
    with rolled_back():
        standing = standing_of(walked(world, numbers))
        answers = standing.answers
        if answers.get("veiligheid") in (Answer.JA, Answer.TWIJFEL):
            assert standing.outcome in REPORTING
            assert standing.norms
        if answers.get("vermoeden") == Answer.NEE:
            assert standing.outcome is Outcome.AFSLUITEN_EN_MONITOREN
            assert not standing.norms


@modest
@given(numbers=picks, report=st.booleans(), help_too=st.booleans())
def test_a_decision_has_reasons_two_names_and_the_dates_that_it_needs(
    world, numbers: list[int], report: bool, help_too: bool
) -> None:
    with rolled_back():
        case = walked(world, numbers)
        decision = decided(world, case, report=report, help_too=help_too)
        if decision is None:
            return
        case.refresh_from_db()
        decision.refresh_from_db()
        assert decision.confirmed_by_id not in (None, decision.author_id)
        assert decision.help_reason
        assert report or full_sentences(decision.report_reason)
        assert decision.follows_weighing or (decision.deviation_ground and decision.confirm_ground)
        reports_by_weighing = Outcome(decision.outcome) in REPORTING
        assert decision.follows_weighing or reports_by_weighing is not report or not help_too
        due = set(CaseDuty.objects.open().filter(case=case).values_list("kind", flat=True))
        assert (CaseDuty.Kind.HELP_TERM in due) is help_too
        assert CaseDuty.Kind.MONITORING in due


@modest
@given(numbers=picks, result=st.sampled_from(["ja", "nee"]), again=st.booleans())
def test_help_always_has_a_date_for_question_five_until_it_is_decided_on(
    world, numbers: list[int], result: str, again: bool
) -> None:
    with rolled_back():
        case = walked(world, numbers)
        if decided(world, case, report=False, help_too=True) is None:
            return
        terms = CaseDuty.objects.open().filter(case=case, kind=CaseDuty.Kind.HELP_TERM)
        case.refresh_from_db()
        assert case.state == State.HELP_RUNNING
        assert terms.count() == 1
        if standing_of(case).asked_in(case.state) == "resultaat":
            helpers.answer(world, case, "resultaat", result)
        elif again:
            services.weigh_again(actor=world.af, case=case)
        assert terms.count() == 1
