"""The Meldcode cases of a school of the bench, in every state that a case can be in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dossiers.models import Signal
from meldcode.models import (
    Analysis,
    Case,
    CaseDuty,
    CasePupil,
    CaseSignal,
    Closure,
    Consultation,
    Decision,
    ParentTalk,
    Report,
    WeighingAnswer,
    WeighingRound,
)
from meldcode.weighing import Answer, Outcome, Question
from meldcode.workflow import State
from schools.models import Pupil
from schoolsafety.bench.casework import Casework
from schoolsafety.bench.full_case import FullCase
from schoolsafety.bench.people import HEAVY_KEY, Staffed
from schoolsafety.bench.telling import SHORT, TEXT, Telling, moment

#: Of each twenty-one cases fourteen are closed, as after a few years.
_WEIGHED = (State.OPEN, State.PROPOSED, State.DISPUTED, State.CONFIRMED)
STATES = (*_WEIGHED, State.REPORTED, State.HELP_RUNNING, State.MONITORING, *([State.CLOSED] * 14))
_REPORTING = (State.CONFIRMED, State.REPORTED)


@dataclass(slots=True)
class Cases:
    """Writes the cases of one school after another, with the loader and chance of `telling`."""

    telling: Telling

    @property
    def _work(self) -> Casework:
        return Casework(self.telling)

    def tell(self, at: Staffed, signals: dict[UUID, list[Signal]]) -> None:
        """Write the cases of a school: one to twenty pupils, each state at least once; and a full one."""
        wanted = max(len(STATES) // 2, len(at.pupils) // 20 * at.busy)
        others = [pupil for pupil in at.pupils if pupil.key != HEAVY_KEY]
        chosen = self.telling.rng.sample(others, min(wanted, len(others)))
        for n, pupil in enumerate(chosen):
            self._case(at, pupil, STATES[n % len(STATES)], signals[pupil.pk])
        for pupil in at.pupils:
            if pupil.key == HEAVY_KEY:
                FullCase(self._work).tell(at, pupil, signals[pupil.pk])
        self._work.of_school(at)

    def _case(self, at: Staffed, pupil: Pupil, state: State, signals: list[Signal]) -> None:
        running = state != State.CLOSED
        day = self.telling.past(60) if running else self.telling.past() - timedelta(days=90)
        case = self.telling.loader.add(
            Case(
                school=at.school,
                pupil=pupil,
                state=state,
                origin=Case.Origin.DIRECT,
                cause=Case.Cause.GROWING,
                reason=TEXT,
                opened_by=at.af,
                opened_at=moment(day),
                closed_by=None if running else at.af,
                closed_at=None if running else moment(day + timedelta(days=90)),
            )
        )
        record = {"school": at.school, "case": case, "author": at.af, "created_at": moment(day)}
        add = self.telling.loader.add
        add(CasePupil(pupil=pupil, **record))
        for signal in signals[:3]:
            add(CaseSignal(signal=signal, number=1, speaks=CaseSignal.Speaks.FOR, **record))
        add(Analysis(number=1, signals=TEXT, frequency=SHORT, situations=SHORT, **record))
        self._work.around(at, record, day, state)
        if state == State.OPEN:
            self._weigh(record, [])  # a case is made with its first round
            return
        self._steps(record, day)
        self._decide(at, record, day, state)

    def _steps(self, record: dict[str, Any], day: date) -> None:
        add = self.telling.loader.add
        kind = Consultation.Kind.VEILIG_THUIS
        asked = {"spoken_with": SHORT, "file_number": "VT-1", "asked": TEXT, "advice": TEXT}
        add(Consultation(happened_on=day, kind=kind, **asked, **record))
        add(
            ParentTalk(
                happened_on=day,
                spoken_with="moeder",
                told=TEXT,
                reaction=TEXT,
                child=SHORT,
                agreed=SHORT,
                **record,
            )
        )

    def _decide(self, at: Staffed, record: dict[str, Any], day: date, state: State) -> None:
        helping = state == State.HELP_RUNNING
        answers, outcome = _weighed(state in _REPORTING, helping)
        round_ = self._weigh(record, answers)
        confirmed = state not in {State.PROPOSED, State.DISPUTED}
        decision = self.telling.loader.add(
            Decision(
                round=round_,
                answers_up_to=len(answers),
                outcome=outcome,
                report=state in _REPORTING,
                report_reason=TEXT,
                help=helping,
                help_reason=TEXT,
                help_until=day + timedelta(days=120) if helping else None,
                monitor_on=day + timedelta(days=90),
                follows_weighing=True,
                steps_complete=True,
                state=Decision.State.CONFIRMED if confirmed else Decision.State.PROPOSED,
                confirmed_by=at.manager if confirmed else None,
                confirmed_at=moment(day + timedelta(days=2)) if confirmed else None,
                **record,
            )
        )
        if state == State.DISPUTED:
            self._work.disputed(at, record, decision)
        if helping:
            self._work.helped(at, record, decision, 1)
        if state != State.CONFIRMED and confirmed:
            self._after(at, record, day, state, decision)

    def _weigh(
        self, record: dict[str, Any], answers: Sequence[tuple[Question, Answer]]
    ) -> WeighingRound:
        round_ = self.telling.loader.add(WeighingRound(number=1, **record))
        for number, (question, answer) in enumerate(answers, start=1):
            self.telling.loader.add(
                WeighingAnswer(
                    round=round_,
                    number=number,
                    question=question,
                    answer=answer,
                    reason=TEXT,
                    **record,
                )
            )
        return round_

    def _after(
        self, at: Staffed, record: dict[str, Any], day: date, state: State, decision: Decision
    ) -> None:
        add, report = self.telling.loader.add, None
        if state == State.CLOSED:
            add(Closure(kind=Closure.Kind.CLOSED, reason=TEXT, **record))
        if state == State.REPORTED:
            report = add(
                Report(
                    decision=decision,
                    filed_at=moment(day + timedelta(days=3)),
                    reference="VT-2",
                    parents_told_on=day,
                    child_told=Report.ChildTold.YOUNG,
                    **record,
                )
            )
        kind = CaseDuty.Kind.HELP_TERM if state == State.HELP_RUNNING else CaseDuty.Kind.MONITORING
        done = state == State.CLOSED
        add(
            CaseDuty(
                school=at.school,
                case=record["case"],
                kind=CaseDuty.Kind.VEILIG_THUIS_DECISION if report else kind,
                report=report,
                due_on=day + timedelta(days=90),
                done_on=day + timedelta(days=90) if done else None,
                done_by=at.af if done else None,
                created_at=moment(day),
            )
        )


def _weighed(report: bool, helping: bool) -> tuple[Sequence[tuple[Question, Answer]], Outcome]:
    """Return answers and what they come to (M5)."""
    if report:
        return [
            (Question.VERMOEDEN, Answer.JA),
            (Question.VEILIGHEID, Answer.JA),
        ], Outcome.MELDEN_DIRECT
    if helping:
        return [
            (Question.VERMOEDEN, Answer.JA),
            (Question.VEILIGHEID, Answer.NEE),
            (Question.HULP, Answer.JA),
            (Question.HULP_ACCEPTEREN, Answer.JA),
        ], Outcome.HULP_LOOPT
    return [(Question.VERMOEDEN, Answer.NEE)], Outcome.AFSLUITEN_EN_MONITOREN
