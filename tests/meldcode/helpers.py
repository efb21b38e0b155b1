"""Makers for the tests of the Meldcode: a signal, a hand-over, and a case in any state, made by services."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core.ids import uuid7
from core.workdays import today
from dossiers.models import HandOver, Signal, SignalVersion
from meldcode import services
from meldcode.models import Case, Decision, Report
from meldcode.services.acute import AcuteReport
from meldcode.services.filing import Filing
from meldcode.services.follow_up import Word
from meldcode.services.proposals import Proposal
from meldcode.standing import standing_of
from meldcode.workflow import State
from schools.models import Pupil

REPORTING = {"vermoeden": "ja", "veiligheid": "ja"}
HELPING = {"vermoeden": "ja", "veiligheid": "nee", "hulp": "ja", "hulp_accepteren": "ja"}
NOTHING = {"vermoeden": "nee"}


def make_signal(pupil: Pupil, author: Any, facts: str = "Een blauwe plek op de arm.") -> Signal:
    signal = Signal.objects.create(
        school=pupil.school, pupil=pupil, author=author, occurred_on=today(), kinds=["injury"]
    )
    SignalVersion.objects.create(
        school=pupil.school, signal=signal, author=author, number=1, facts=facts,
        occurred_on=signal.occurred_on, kinds=signal.kinds,
    )  # fmt: skip
    return signal


def make_hand_over(pupil: Pupil, author: Any, **fields: Any) -> HandOver:
    fields.setdefault("reason", "De zorg groeit.")
    return HandOver.objects.create(
        school=pupil.school, pupil=pupil, author=author, escalate_on=today(), **fields
    )


def open_case(world: Any, pupil: Pupil | None = None, **fields: Any) -> Case:
    values: dict[str, Any] = {"cause": "growing", "reason": "Zorg over thuis.", "key": uuid7()}
    return services.open_case(actor=world.af, pupil=pupil or world.pupil, **(values | fields))


def take_steps(world: Any, case: Case) -> None:
    """Record steps 1 to 3."""
    analyse(world, case)
    consult(world, case)
    talk(world, case)


def analyse(world: Any, case: Case, seen: int = 0, **answers: str) -> Any:
    answers.setdefault("signals", "Blauwe plekken.")
    return services.record_analysis(
        actor=world.af, case=case, key=uuid7(), seen=seen, answers=answers
    )


def consult(world: Any, case: Case, **fields: Any) -> Any:
    values = {
        "kind": "colleague",
        "happened_on": today(),
        "spoken_with": "De gymleraar",
        "asked": "Wat zie jij?",
        "advice": "Hetzelfde.",
        "key": uuid7(),
    }
    return services.record_consultation(actor=world.af, case=case, **(values | fields))


def talk(world: Any, case: Case, **fields: Any) -> Any:
    values = {
        "happened_on": today(),
        "spoken_with": "Moeder",
        "told": "Wat wij zien.",
        "reaction": "Ze schrok.",
        "key": uuid7(),
    }
    return services.record_parent_talk(actor=world.af, case=case, **(values | fields))


def answer(world: Any, case: Case, question: str, given: str, **fields: Any) -> Any:
    values = {
        "key": uuid7(),
        "seen": standing_of(case).last_number,
        "reason": f"Omdat {question} {given} is.",
    }
    return services.answer_question(
        actor=world.af, case=case, question=question, answer=given, **(values | fields)
    )


def weigh(world: Any, case: Case, answers: dict[str, str]) -> None:
    for question, given in answers.items():
        answer(world, case, question, given)


def proposal(**fields: Any) -> Proposal:
    values: dict[str, Any] = {
        "report": True,
        "report_reason": "Het is niet veilig.",
        "help": False,
        "help_reason": "Eerst melden.",
    }
    return Proposal(**(values | fields))


def helping(**fields: Any) -> Proposal:
    values = {
        "report": False,
        "report_reason": "Er is nu geen acuut gevaar, en de hulp kan de zorg wegnemen.",
        "help": True,
        "help_reason": "Het wijkteam helpt.",
        "help_until": today() + timedelta(days=30),
    }
    return proposal(**(values | fields))


def watching(**fields: Any) -> Proposal:
    values = {
        "report": False,
        "report_reason": "Er is na het gesprek geen vermoeden meer, en het kind is veilig.",
        "help_reason": "Niet nodig.",
        "monitor_on": today() + timedelta(days=30),
    }
    return proposal(**(values | fields))


def propose(world: Any, case: Case, plan: Proposal | None = None, **fields: Any) -> Decision:
    values = {"key": uuid7(), "seen": standing_of(case).last_number, "proposal": plan or proposal()}
    return services.propose_decision(actor=world.af, case=case, **(values | fields))


def filing(**fields: Any) -> Filing:
    values: dict[str, Any] = {
        "filed_at": timezone.now(),
        "parents_told_on": today(),
        "child_told": "young",
    }
    return Filing(**(values | fields))


def file_report(
    world: Any, decision: Decision, key: uuid.UUID | None = None, **fields: Any
) -> Report:
    return services.file_report(
        actor=world.manager, decision=decision, key=key or uuid7(), filing=filing(**fields)
    )


def acute(**fields: Any) -> AcuteReport:
    values: dict[str, Any] = {
        "urgency": "acute",
        "grounds": "Het kind durft niet naar huis.",
        "filed_at": timezone.now(),
        "spoken_with": "De dienstdoende medewerker",
        "child_told": "young",
        "parents_told_on": today(),
    }
    return AcuteReport(**(values | fields))


def word(**fields: Any) -> Word:
    values: dict[str, Any] = {
        "received_on": today(),
        "route": "own",
        "content": "Veilig Thuis onderzoekt het.",
        "monitor_on": today() + timedelta(days=14),
    }
    return Word(**(values | fields))


def feedback(world: Any, report: Report, **fields: Any) -> Any:
    return services.record_feedback(actor=world.af, report=report, key=uuid7(), word=word(**fields))


def case_in(world: Any, state: State, pupil: Pupil | None = None) -> Case:
    """Bring a new case into a state by the services alone."""
    case = open_case(world, pupil)
    take_steps(world, case)
    if state is State.OPEN:
        return case
    weigh(
        world, case, {State.HELP_RUNNING: HELPING, State.MONITORING: NOTHING}.get(state, REPORTING)
    )
    if state is State.CLOSED:
        return _closed(world, case)
    plan = {State.HELP_RUNNING: helping(), State.MONITORING: watching()}.get(state, proposal())
    decision = propose(world, case, plan)
    if state is State.DISPUTED:
        dispute(world, decision)
    elif state is not State.PROPOSED:
        services.confirm_decision(actor=world.manager, decision=decision)
    if state is State.REPORTED:
        file_report(world, decision)
    return Case.objects.get(pk=case.pk)


GROUND = "Veilig Thuis raadde ons in dit geval wat anders aan, en dat volgen wij nu op."


def dispute(world: Any, decision: Decision, plan: Proposal | None = None) -> Decision:
    """Let the manager put a proposal beside this one: the other way on the report, or `plan`."""
    make = watching if decision.report else proposal
    plan = plan or make(deviation_ground=GROUND, monitor_on=days(30))
    return services.disagree(
        actor=world.manager, decision=decision, key=uuid7(),
        seen=standing_of(decision.case).last_number, proposal=plan,
    )  # fmt: skip


def _closed(world: Any, case: Case) -> Case:
    decision = services.confirm_decision(actor=world.manager, decision=propose(world, case))
    feedback(world, file_report(world, decision))
    return close(world, case)


def close(world: Any, case: Case, **fields: Any) -> Case:
    """Close a case, with a ground for what the coach still misses."""
    values = {"reason": "Het is veilig.", "missing_ground": "De Rapportage volgt."}
    return services.close_case(actor=world.af, case=case, **(values | fields))


def decision_of(case: Case) -> Decision:
    found = Decision.objects.filter(case=case).first()
    assert found is not None
    return found


def days(count: int) -> date:
    return today() + timedelta(days=count)
