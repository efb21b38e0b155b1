"""Every write of the Meldcode as a move: which service, which action of the table, and who may (M1, R1, M8).

Written down by hand, not taken from the roles or the code: the cross product and the random walk hold
the code against it. A service without a move, or an action without one, fails test_cross_product.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from core.ids import uuid7
from core.workdays import today
from meldcode import services
from meldcode.models import Analysis, Case, CaseDuty, CaseQuestion, Decision, DeputyRequest, Report
from meldcode.scope import READER
from meldcode.services.aftercare import LookBack
from meldcode.services.deputies import deputy_candidates
from meldcode.services.duties import Agreed
from meldcode.services.help import PlanWords
from meldcode.services.letters import LetterWords
from meldcode.services.proposals import Proposal
from meldcode.services.steps import Pick
from meldcode.standing import standing_of
from meldcode.workflow import Action, State
from tests.meldcode import helpers
from tests.meldcode.cast import Cast

AF = frozenset({"af", "both", "deputy_af"})
MANAGER = frozenset({"manager", "both", "deputy_manager"})
EITHER = AF | MANAGER
DECIDER = frozenset({"decider"})
SHUT_OUT_OF_STAFF = ("colleague", "af", "manager", "both", "bestuur", "other_af")
READERS = EITHER | DECIDER | {"reader"}
BOARD = frozenset({"bestuur"})
ASKED = frozenset({"teacher"})  # the questions of these tests are asked of the teacher

NO_REPORT = (
    "Wij zien bij dit kind geen onveiligheid. De ouders en het wijkteam doen nu al veel samen."
)

GROUND = "Veilig Thuis raadde ons in dit geval wat anders aan, en dat volgen wij nu op."


def _first(options: Sequence[Any]) -> Any:
    return options[0]


@dataclass
class Stage:
    """A case and the people around it. `pick` chooses among what could be filled in."""

    cast: Cast
    case: Case
    pick: Callable[[Sequence[Any]], Any] = field(default=_first)

    @property
    def proposals(self) -> list[Decision]:
        """The proposals that wait: that of the AF HGKM first, then the manager's beside it."""
        waiting = Decision.objects.filter(case=self.case, state=Decision.State.PROPOSED)
        return sorted(waiting, key=lambda decision: decision.counter_to_id is not None)

    @property
    def decision(self) -> Decision:
        """The proposal that waits, else the latest decision."""
        found = self.proposals or list(Decision.objects.filter(case=self.case)[:1])
        return found[0]

    @property
    def report(self) -> Report:
        return self.pick(list(self.case.report_set.all()))

    def has(self, manager: str) -> bool:
        """Whether the case has records of a kind, by the name of its manager."""
        return bool(getattr(self.case, manager).exists())

    def waits(self, *kinds: str) -> bool:
        """Whether a duty of one of these kinds is open."""
        return CaseDuty.objects.open().filter(case=self.case, kind__in=kinds).exists()


Call = Callable[[Any], Any]


@dataclass(frozen=True)
class Move:
    """One way to use a service. `ready` reads what is needed and returns the call, which takes the actor.

    `only`: the states in which this service does the action, where another service does it elsewhere.
    `needs`: whether the case has what the move is about; `possible`: whether it can succeed now.
    """

    name: str
    service: str
    action: Action | None
    who: frozenset[str]
    ready: Callable[[Stage], Call]
    only: frozenset[State] | None = None
    possible: Callable[[Stage], bool] = lambda stage: True
    needs: Callable[[Stage], bool] = lambda stage: True

    def __repr__(self) -> str:
        return self.name


def call(service: str, **values: Any) -> Call:
    """Return a call of a service with everything but its actor."""
    return lambda actor: getattr(services, service)(actor=actor, **values)


# --- steps 1 to 3


def _gather(stage: Stage) -> Call:
    signal = helpers.make_signal(stage.case.pupil, stage.cast.world.teacher)
    picks = {signal.pk: Pick(stage.pick(["for", "against"]), "Past erbij.")}
    return call("gather_signals", case=stage.case, picks=picks)


def _add_pupil(stage: Stage) -> Call:
    return call("add_pupil", case=stage.case, pupil=_others(stage)[0])


def _others(stage: Stage) -> list[Any]:
    """Children of the school who are not in the case, of those whom the tests add."""
    inside = set(stage.case.casepupil_set.values_list("pupil_id", flat=True))
    world = stage.cast.world
    return [pupil for pupil in (world.second_pupil, world.pupil) if pupil.pk not in inside]


def _analyse(stage: Stage) -> Call:
    seen = Analysis.objects.filter(case=stage.case).count()
    answers = {"signals": "Blauwe plekken.", "frequency": stage.pick(["", "Elke week."])}
    return call("record_analysis", case=stage.case, key=uuid7(), seen=seen, answers=answers)


def _consult(stage: Stage) -> Call:
    kind = stage.pick(["colleague", "veilig_thuis", "other"])
    return call(
        "record_consultation", case=stage.case, key=uuid7(), kind=kind, happened_on=today(),
        spoken_with="De adviseur", asked="Wat zie jij?", advice="Hetzelfde.",
        file_number="2026-77" if kind == "veilig_thuis" else "",
    )  # fmt: skip


def _talk(stage: Stage) -> Call:
    return call(
        "record_parent_talk", case=stage.case, key=uuid7(), happened_on=today(),
        spoken_with="Moeder", told="Wat wij zien.", reaction="Ze schrok.",
    )  # fmt: skip


def _skip_talk(stage: Stage) -> Call:
    return call(
        "skip_parent_talk", case=stage.case, key=uuid7(), danger="Hij slaat het kind.",
        reason="Een gesprek maakt hem boos.",
    )  # fmt: skip


def _rapportage(stage: Stage) -> Call:
    texts = {"subject": "Zorg", "description": "Wat er was.", "involved": "De school."}
    return call("save_rapportage", case=stage.case, key=uuid7(), texts=texts)


# --- the weighing


def answer(stage: Stage, question: str, given: str) -> Call:
    return call(
        "answer_question", case=stage.case, key=uuid7(), seen=standing_of(stage.case).last_number,
        question=question, answer=given, reason=f"Omdat {question} {given} is.",
    )  # fmt: skip


def _answer(stage: Stage) -> Call:
    """The question that is asked now, or an earlier answer that may still be revised."""
    standing = standing_of(stage.case)
    asked = [q for q in standing.given if standing.may_revise(q)]
    if standing.question_now is not None:
        asked.insert(0, standing.question_now)
    question = stage.pick(asked or ["vermoeden"])
    given = ["ja", "nee", *(["twijfel"] if question == "veiligheid" else [])]
    return answer(stage, str(question), stage.pick(given))


def _answer_together(stage: Stage) -> Call:
    question = standing_of(stage.case).question_together or "hulp"
    return answer(stage, str(question), stage.pick(["ja", "nee"]))


def _answer_result(stage: Stage) -> Call:
    return answer(stage, "resultaat", stage.pick(["nee", "ja"]))


def _asked(stage: Stage) -> tuple[str, ...]:
    """The questions that are asked now, alone or together with Veilig Thuis."""
    standing = standing_of(stage.case)
    return tuple(str(q) for q in (standing.question_now, standing.question_together) if q)


def _some_answer(stage: Stage) -> bool:
    standing = standing_of(stage.case)
    return standing.question_now is not None or any(map(standing.may_revise, standing.given))


# --- step 5


def plan(stage: Stage, kind: str, **fields: Any) -> Proposal:
    """Return the two decisions of a kind: 'report', 'both', 'help' or 'neither'."""
    report, helps = kind in ("report", "both"), kind in ("help", "both")
    values: dict[str, Any] = {
        "report": report,
        "report_reason": "Het is niet veilig voor dit kind." if report else NO_REPORT,
        "help": helps,
        "help_reason": "Het wijkteam helpt het gezin." if helps else "Er is nu geen hulp nodig.",
        "help_until": helpers.days(30) if helps else None,
        "monitor_on": stage.pick([helpers.days(20), *([None] if report or helps else [])]),
        "steps_ground": "Het kon niet wachten.",
    }
    return Proposal(**(values | fields))


def _faithful(stage: Stage) -> Proposal:
    """Return a proposal that follows the weighing, or sometimes departs from it with a ground."""
    outcome = standing_of(stage.case).outcome.value
    kinds = {
        "MELDEN_DIRECT": ["report", "both"],
        "MELDEN": ["report", "both"],
        "HULP_LOOPT": ["help"],
    }.get(outcome, ["neither", "help"])
    chosen = stage.pick([*kinds, "both", "neither"])
    return plan(stage, chosen, deviation_ground=GROUND)


def _propose(stage: Stage) -> Call:
    return call(
        "propose_decision", case=stage.case, key=uuid7(),
        seen=standing_of(stage.case).last_number, proposal=_faithful(stage),
    )  # fmt: skip


def _may_propose(stage: Stage) -> bool:
    return standing_of(stage.case).outcome.value != "OPEN"


def _return(stage: Stage) -> Call:
    return call("return_decision", decision=stage.decision, reason="Vraag het nog eens na.")


def _confirm(stage: Stage) -> Call:
    return call("confirm_decision", decision=stage.decision, ground=GROUND)


def _disagree(stage: Stage) -> Call:
    """Decide the other way on the report; help as it was proposed."""
    first = stage.decision
    kind = "help" if first.help else "neither"
    if not first.report:
        kind = "both" if first.help else "report"
    elif stage.waits("acute_decision"):  # what was reported stays reported
        kind = "report" if first.help else "both"
    return call(
        "disagree", decision=first, key=uuid7(), seen=standing_of(stage.case).last_number,
        proposal=plan(stage, kind, deviation_ground=GROUND),
    )  # fmt: skip


def _settle(stage: Stage) -> Call:
    chosen = stage.pick(stage.proposals or [stage.decision])
    return call("settle", chosen=chosen, ground=GROUND)


def confirms(stage: Stage, kind: str) -> bool:
    """Whether the proposal that waits would be confirmed by the action of this kind."""
    waiting = stage.proposals
    if not waiting:
        return False
    return kind_of(waiting[0]) == kind


def kind_of(decision: Decision) -> str:
    """Return what a decision comes to: 'report' or 'reported' (whatever the help), 'help' or 'neither'."""
    if decision.report:
        acute = decision.case.report_set.filter(acute=True, covered_by__isnull=True).first()
        if acute is None:
            return "report"
        if CaseDuty.objects.open().filter(report=acute).exists():
            return "reported"
    return "help" if decision.help else "neither"


# --- after the decision


def _file(stage: Stage) -> Call:
    return call("file_report", decision=stage.decision, key=uuid7(), filing=helpers.filing())


def _feedback(stage: Stage) -> Call:
    word = helpers.word(route=stage.pick(["own", "handed_on", "advice", "nothing"]))
    return call("record_feedback", report=stage.report, key=uuid7(), word=word)


def _monitor(stage: Stage) -> Call:
    return call(
        "record_monitoring", case=stage.case, key=uuid7(), happened_on=today(),
        findings="Rustiger.", next_on=helpers.days(21),
    )  # fmt: skip


def _plan_help(stage: Stage) -> Call:
    words = PlanWords(
        who="Het wijkteam", what="Gesprekken", result="Rust", measured="Aan het slapen"
    )
    checks = stage.pick([(), (Agreed("Bellen", helpers.days(7)),)])
    seen = stage.case.helpplan_set.count()
    return call("plan_help", case=stage.case, key=uuid7(), seen=seen, words=words, checks=checks)


def _agreements(stage: Stage) -> Call:
    feedback = stage.case.feedback_set.first()
    rows = [Agreed("De huisarts belt", helpers.days(5), "De huisarts")]
    return call("add_agreements", feedback=feedback, key=uuid7(), rows=rows)


def _aftercare(stage: Stage) -> Call:
    rows = [Agreed("Nog eens praten", helpers.days(60), "De leraar")]
    return call("agree_aftercare", case=stage.case, key=uuid7(), rows=rows)


def _agreed(stage: Stage) -> list[CaseDuty]:
    kinds = ("help_check", "agreement", "aftercare")
    return list(CaseDuty.objects.open().filter(case=stage.case, kind__in=kinds))


def _do_agreed(stage: Stage) -> Call:
    found = _agreed(stage) or [
        CaseDuty.objects.create(
            school_id=stage.case.school_id, case=stage.case, kind="aftercare", what="Bellen",
            due_on=today(),
        )
    ]  # fmt: skip
    return call(
        "do_agreed", duty=stage.pick(found), key=uuid7(), happened_on=today(),
        findings="Het is gebeurd.",
    )  # fmt: skip


def _evaluate(stage: Stage) -> Call:
    words = LookBack(happened_on=today(), spoken_with="De ouders", went_well="Wij waren op tijd.")
    return call("evaluate", case=stage.case, key=uuid7(), look_back=words)


def _letter(stage: Stage) -> Call:
    words = LetterWords(worry="Blauwe plekken.", told="Alles.", request="Kijk mee.")
    seen = stage.case.reportletter_set.count()
    return call("write_letter", case=stage.case, key=uuid7(), seen=seen, words=words)


def _close(stage: Stage) -> Call:
    return call(
        "close_case",
        case=stage.case,
        reason="Het is veilig.",
        missing_ground="De rest volgt niet meer.",
    )


def _report_now(stage: Stage) -> Call:
    urgency = stage.pick(["acute", "structural", "disclosure"])
    return call(
        "report_now", case=stage.case, pupil=stage.case.pupil, key=uuid7(),
        report=helpers.acute(urgency=urgency),
    )  # fmt: skip


def _summary(stage: Stage) -> Call:
    text = "Een kind heeft blauwe plekken. Een ouder zegt dat het van het spelen komt."
    seen = stage.case.anonymoussummary_set.count()
    return call("write_summary", case=stage.case, key=uuid7(), seen=seen, text=text)


def _followed(stage: Stage) -> Call:
    return call(
        "record_advice_followed", consultation=stage.case.consultation_set.first(), key=uuid7(),
        followed=stage.pick(["yes", "partly", "no"]), what="Zoals het advies was.",
    )  # fmt: skip


# --- people


def _shut_out(stage: Stage) -> Call:
    who = stage.cast.actor(stage.pick(SHUT_OUT_OF_STAFF))
    return call(
        "shut_out_person",
        case=stage.case,
        key=uuid7(),
        who=who,
        kind="close",
        reason="Te dichtbij.",
    )


def _step_back(stage: Stage) -> Call:
    return lambda actor: services.shut_out_person(
        actor=actor, case=stage.case, key=uuid7(), who=actor, kind="own_family", reason="Familie."
    )


def _let_back_in(stage: Stage) -> Call:
    out = stage.pick(list(stage.case.involvement_set.filter(ended_at__isnull=True)))
    return call("let_back_in", involvement=out, reason="Het bleek een ander gezin.")


def _give_access(stage: Stage) -> Call:
    return call(
        "give_access", case=stage.case, who=stage.cast.world.colleague, reason="Kijkt mee.",
        expires_on=helpers.days(10),
    )  # fmt: skip


def _readers(stage: Stage) -> list[Any]:
    return list(stage.case.grants.filter(permission__codename=READER))


def _end_access(stage: Stage) -> Call:
    return call("end_access", case=stage.case, given_id=stage.pick(_readers(stage)).pk)


def _ask(stage: Stage) -> Call:
    return call(
        "ask_colleague", case=stage.case, key=uuid7(), who=stage.cast.world.teacher,
        question="Wat zie jij in de klas?", due_on=helpers.days(3),
    )  # fmt: skip


def _questions(stage: Stage) -> list[CaseQuestion]:
    return list(stage.case.questions.open())


def _question(stage: Stage) -> CaseQuestion:
    """A question that waits; one is made where none does."""
    world = stage.cast.makers
    found = _questions(stage) or [
        CaseQuestion.objects.create(
            school_id=stage.case.school_id, case=stage.case, author=world.af, question="Wat zag je?",
            asked_of=world.teacher, due_on=today(),
        )
    ]  # fmt: skip
    return stage.pick(found)


def _requests(stage: Stage) -> list[DeputyRequest]:
    return list(stage.case.deputy_requests.open())


def _name_deputy(stage: Stage) -> Call:
    found = _requests(stage) or [
        DeputyRequest.objects.create(
            school_id=stage.case.school_id, case=stage.case, place="manager", cause="vacant",
            asked_by=stage.cast.makers.af, due_on=today(),
        )
    ]  # fmt: skip
    request = stage.pick(found)
    who = stage.pick(deputy_candidates(request) or [stage.cast.world.other_manager])
    return call("name_deputy", request=request, who=who, until=helpers.days(40))


def _named(stage: Stage) -> list[DeputyRequest]:
    return list(stage.case.deputy_requests.filter(deputy__isnull=False))


def _prolong(stage: Stage) -> Call:
    cast = stage.cast
    found = _named(stage) or [
        DeputyRequest.objects.create(
            school_id=stage.case.school_id, case=stage.case, place="manager", cause="vacant",
            asked_by=cast.makers.af, due_on=today(), deputy=cast.more["deputy_manager"],
            until=helpers.days(60), done_on=today(), done_by=cast.world.bestuur,
        )
    ]  # fmt: skip
    return call("prolong_deputy", request=stage.pick(found), until=helpers.days(90))


_WORK = [
    ("gather", "gather_signals", _gather),
    ("analyse", "record_analysis", _analyse),
    ("consult", "record_consultation", _consult),
    ("talk", "record_parent_talk", _talk),
    ("skip_talk", "skip_parent_talk", _skip_talk),
    ("aftercare", "agree_aftercare", _aftercare),
    ("evaluate", "evaluate", _evaluate),
    ("ask", "ask_colleague", _ask),
    ("summary", "write_summary", _summary),
]
_PROPOSED = frozenset({State.PROPOSED})
_DISPUTED = frozenset({State.DISPUTED})
_RUNNING = frozenset(State) - {State.CLOSED}
_KINDS = (
    ("report", Action.CONFIRM_REPORT),
    ("reported", Action.CONFIRM_REPORTED),
    ("help", Action.CONFIRM_HELP),
    ("neither", Action.CONFIRM_MONITORING),
)


KINDS = {action: kind for kind, action in _KINDS}


def _some(manager: str) -> Callable[[Stage], bool]:
    return lambda stage: stage.has(manager)


def _out(stage: Stage) -> bool:
    return stage.case.involvement_set.filter(ended_at__isnull=True).exists()


MOVES: list[Move] = [
    *(Move(name, service, Action.WORK, AF, ready) for name, service, ready in _WORK),
    Move("add_pupil", "add_pupil", Action.WORK, AF, _add_pupil,
         needs=lambda stage: bool(_others(stage))),
    Move("letter", "write_letter", Action.WORK, EITHER, _letter),
    Move("agreements", "add_agreements", Action.WORK, AF, _agreements,
         needs=_some("feedback_set")),
    Move("do_agreed", "do_agreed", Action.WORK, AF, _do_agreed,
         needs=lambda stage: bool(_agreed(stage))),
    # Help runs in this state of the case: see SITUATION in the cross product.
    Move("plan_help", "plan_help", Action.WORK, AF, _plan_help,
         only=frozenset({State.HELP_RUNNING}), possible=lambda stage: stage.waits("help_term")),
    Move("followed", "record_advice_followed", Action.WORK, AF, _followed,
         needs=_some("consultation_set")),
    # A second one, while the first waits for the decision of two people, is told that it was done.
    Move("report_now", "report_now", Action.REPORT_NOW, EITHER, _report_now,
         possible=lambda stage: not stage.waits("acute_decision")),
    Move("rapportage", "save_rapportage", None, AF, _rapportage),
    Move("answer", "answer_question", Action.ANSWER, AF, _answer, possible=_some_answer),
    Move("answer_together", "answer_question", Action.ANSWER_TOGETHER, AF, _answer_together,
         possible=lambda stage: standing_of(stage.case).question_together is not None),
    Move("answer_result", "answer_question", Action.ANSWER_RESULT, AF, _answer_result,
         possible=lambda stage: "resultaat" in _asked(stage)),
    Move("propose", "propose_decision", Action.PROPOSE, AF, _propose, possible=_may_propose),
    Move("return", "return_decision", Action.RETURN, MANAGER, _return, only=_PROPOSED,
         needs=_some("decision_set")),
    Move("disagree", "disagree", Action.DISAGREE, MANAGER, _disagree,
         needs=_some("decision_set")),
    *(
        Move(action.value, "confirm_decision", action, MANAGER, _confirm, only=_PROPOSED,
             possible=partial(confirms, kind=kind), needs=_some("decision_set"))
        for kind, action in _KINDS
    ),
    *(
        Move(f"settle_{action.value}", "settle", action, DECIDER, _settle, only=_DISPUTED,
             possible=partial(confirms, kind=kind), needs=_some("decision_set"))
        for kind, action in _KINDS
    ),
    Move("file_report", "file_report", Action.FILE_REPORT, MANAGER, _file, needs=_some("decision_set")),
    Move("feedback", "record_feedback", Action.FEEDBACK, AF, _feedback,
         needs=_some("report_set")),
    Move("feedback_help", "record_feedback", Action.FEEDBACK_HELP, AF, _feedback,
         needs=_some("report_set")),
    Move("monitor", "record_monitoring", Action.MONITOR, AF, _monitor),
    Move("weigh_again", "weigh_again", Action.WEIGH_AGAIN, AF,
         lambda stage: call("weigh_again", case=stage.case)),
    Move("close", "close_case", Action.CLOSE, AF, _close),
    Move("reopen", "reopen_case", Action.REOPEN, AF,
         lambda stage: call("reopen_case", case=stage.case, reason="Nieuwe zorg.")),
    Move("shut_out", "shut_out_person", None, EITHER, _shut_out),
    Move("step_back", "shut_out_person", None, READERS, _step_back),
    Move("let_back_in", "let_back_in", None, EITHER, _let_back_in, needs=_out),
    Move("give_access", "give_access", None, EITHER, _give_access),
    Move("end_access", "end_access", None, EITHER, _end_access,
         needs=lambda stage: bool(_readers(stage))),
    Move("withdraw_question", "withdraw_question", None, AF,
         lambda stage: call("withdraw_question", question=_question(stage)),
         needs=lambda stage: bool(_questions(stage))),
    Move("answer_colleague", "answer_colleague", None, ASKED,
         lambda stage: call("answer_colleague", question=_question(stage), answer="Hij is stil."),
         needs=lambda stage: bool(_questions(stage))),
    Move("name_deputy", "name_deputy", None, BOARD, _name_deputy, only=_RUNNING,
         needs=lambda stage: bool(_requests(stage))),
    Move("prolong_deputy", "prolong_deputy", None, BOARD, _prolong, only=_RUNNING,
         needs=lambda stage: bool(_named(stage))),
]  # fmt: skip
