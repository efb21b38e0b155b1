"""Twenty people at the same moment: one step is taken, the others are told, nothing is overwritten (M8, D6)."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from audit.models import Event
from audit.verify import faults
from core.context import acting_as, acting_as_system
from core.errors import Refused
from core.ids import uuid7
from meldcode import services
from meldcode.models import Case, CaseDuty, Decision, Report, WeighingAnswer
from meldcode.scope import DECIDER
from meldcode.workflow import State
from schools.grants import grant
from schools.roles import Role
from tests.factories import make_member, make_user
from tests.meldcode import helpers, situations
from tests.meldcode.cast import Cast
from tests.meldcode.truths import broken

pytestmark = pytest.mark.committed

Call = tuple[str, Any, Callable[[Any], Any]]  # its name, who, and what
CROWD = 20


@pytest.fixture
def cast(world: Any) -> Cast:
    with acting_as_system():
        return Cast(world=world, makers=world, more={})


def staff(cast: Cast, role: Role, count: int) -> list[Any]:
    """More people with a role."""
    found = [make_user() for _ in range(count)]
    for user in found:
        make_member(user, cast.world.school, role)
    return found


def at_once(calls: Sequence[Call]) -> Counter[tuple[str, bool]]:
    """Start all calls at the same moment. Returns how often each was done (True) or refused (False)."""
    started = Barrier(len(calls))

    def run(one: Call) -> tuple[str, bool]:
        name, actor, call = one
        started.wait(timeout=60)
        try:
            with acting_as(actor):
                call(actor)
        except Refused:
            return name, False
        finally:
            connection.close()
        return name, True

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


def holds(case: Case, cast: Cast) -> Case:
    """Return the case anew, after a look at all that must hold of it."""
    case = Case.objects.get(pk=case.pk)
    assert broken(case, cast, set()) == []
    assert faults() == []
    return case


def logged(*actions: str) -> int:
    return Event.objects.filter(action__in=[f"meldcode.{action}" for action in actions]).count()


def test_a_proposal_is_confirmed_or_returned_or_disputed_or_overtaken(cast: Cast) -> None:
    with acting_as_system():
        world = cast.world
        case = situations.proposed_help(world, world.pupil)
        decision = case.decision_set.get()
        people = staff(cast, Role.MANAGER, CROWD)
        counter = helpers.proposal(deviation_ground=helpers.GROUND)
    seen = decision.answers_up_to

    def disagree(actor: Any) -> None:
        services.disagree(actor=actor, decision=decision, key=uuid7(), seen=seen, proposal=counter)

    def now(actor: Any) -> None:
        services.report_now(
            actor=actor, case=case, pupil=world.pupil, key=uuid7(), report=helpers.acute()
        )

    kinds: list[tuple[str, Callable[[Any], Any]]] = [
        ("confirm", lambda actor: services.confirm_decision(actor=actor, decision=decision)),
        ("return", lambda actor: services.return_decision(
            actor=actor, decision=decision, reason="Wacht.")),
        ("disagree", disagree),
        ("now", now),
    ]  # fmt: skip
    each = zip(kinds * (CROWD // len(kinds)), people, strict=True)
    found = at_once([(name, who, call) for (name, call), who in each])
    with acting_as_system():
        case = holds(case, cast)
        done = {name: found[name, True] for name, _call in kinds}
        assert done["now"] == Report.objects.count() == logged("reported_now") == 1
        assert done["confirm"] + done["return"] + done["disagree"] <= 1
        assert done["confirm"] == logged("decision_confirmed")
        assert done["disagree"] == logged("disagreed") == Decision.objects.count() - 1
        assert case.state == State.OPEN  # an acute report goes before whatever was decided


def test_two_deputies_choose_one_proposal(cast: Cast) -> None:
    with acting_as_system():
        case = situations.disputed_help(cast.world, cast.world.pupil)
        pair = list(case.decision_set.all())
        deputies = [make_user() for _ in range(2)]
        for user in deputies:
            grant(
                actor=cast.world.manager, user=user, permission=DECIDER, obj=case, reason="Beslist.",
                expires_on=helpers.days(9),
            )  # fmt: skip

    def settle(chosen: Decision) -> Callable[[Any], Any]:
        return lambda actor: services.settle(actor=actor, chosen=chosen, ground=helpers.GROUND)

    calls: list[Call] = [
        (f"{n % 2}{n // 2 % 2}", deputies[n % 2], settle(pair[n // 2 % 2])) for n in range(CROWD)
    ]
    found = at_once(calls)
    with acting_as_system():
        holds(case, cast)
        states = sorted(Decision.objects.values_list("state", flat=True))
        assert states == ["confirmed", "set_aside"]
        assert logged("disagreement_settled") == 1
    # Who chose, and sends the same choice again, is told that it is so; all others that it was decided.
    assert len([name for name, done in found if done]) == 1
    assert sum(count for (_name, done), count in found.items() if done) == CROWD // 4


def test_one_of_twenty_answers_stands_and_the_others_are_told(cast: Cast) -> None:
    with acting_as_system():
        case = situations.walked(cast.world, cast.world.pupil)
        people = staff(cast, Role.AF_HGKM, CROWD)

    def answer(given: str) -> Callable[[Any], Any]:
        return lambda actor: services.answer_question(
            actor=actor, case=case, key=uuid7(), seen=0, question="vermoeden", answer=given,
            reason="Gezien.",
        )  # fmt: skip

    found = at_once([("answer", who, answer(["ja", "nee"][n % 2])) for n, who in enumerate(people)])
    with acting_as_system():
        holds(case, cast)
        assert WeighingAnswer.objects.count() == logged("question_answered") == 1
    assert found == {("answer", True): 1, ("answer", False): CROWD - 1}


def test_a_report_is_filed_once(cast: Cast) -> None:
    with acting_as_system():
        case = helpers.case_in(cast.world, State.CONFIRMED)
        decision = case.decision_set.get()
        people = staff(cast, Role.MANAGER, CROWD)
        filing = helpers.filing()

    def file(actor: Any) -> None:
        services.file_report(actor=actor, decision=decision, key=uuid7(), filing=filing)

    found = at_once([("file", who, file) for who in people])
    with acting_as_system():
        assert holds(case, cast).state == State.REPORTED
        assert Report.objects.count() == logged("report_filed") == 1
        assert CaseDuty.objects.open().filter(kind="veilig_thuis_decision").count() == 1
    assert found == {("file", True): 1, ("file", False): CROWD - 1}
