"""One Meldcode case of the bench with as much in it as years of work can leave."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Permission

from dossiers.models import Signal
from meldcode.models import (
    AdviceFollowed,
    Analysis,
    AnonymousSummary,
    Case,
    CaseDuty,
    CaseGrant,
    CasePupil,
    CaseSignal,
    Consultation,
    Decision,
    Feedback,
    MonitoringNote,
    ParentTalk,
    Report,
    WeighingAnswer,
    WeighingRound,
)
from meldcode.weighing import Answer, Outcome, Question
from meldcode.workflow import State
from schools.models import Pupil
from schoolsafety.bench.casework import Casework
from schoolsafety.bench.people import Staffed
from schoolsafety.bench.telling import SHORT, TEXT, moment

FULL_SIGNALS, FULL_RECORDS, FULL_ROUNDS = 200, 30, 4
REPORTED = ((Question.VERMOEDEN, Answer.JA), (Question.VEILIGHEID, Answer.JA))
HELPED = (
    (Question.VERMOEDEN, Answer.JA),
    (Question.VEILIGHEID, Answer.NEE),
    (Question.HULP, Answer.JA),
    (Question.HULP_ACCEPTEREN, Answer.JA),
)


@dataclass(slots=True)
class FullCase:
    """Writes it with what `work` shares with the other cases."""

    work: Casework

    def tell(self, at: Staffed, pupil: Pupil, signals: list[Signal]) -> None:
        """Write a case in which help runs, with as much in it as years of work can leave."""
        add, day = self.work.telling.loader.add, self.work.telling.day - timedelta(days=300)
        case = add(
            Case(
                school=at.school,
                pupil=pupil,
                state=State.HELP_RUNNING,
                origin=Case.Origin.DIRECT,
                cause=Case.Cause.GROWING,
                reason=TEXT,
                opened_by=at.af,
                opened_at=moment(day),
            )
        )
        record = {"school": at.school, "case": case, "author": at.af, "created_at": moment(day)}
        add(CasePupil(pupil=pupil, **record))
        for signal in signals[:FULL_SIGNALS]:
            add(CaseSignal(signal=signal, number=1, speaks=CaseSignal.Speaks.FOR, **record))
        for number in range(1, FULL_RECORDS + 1):
            self._steps(record, day + timedelta(days=number), number)
            self.work.question(at, record, day, answered=number > 2)
        report = self._reported(at, record, day)
        decision = self._decided(at, record, day, 1, covers=report)
        for number in range(2, FULL_ROUNDS + 1):
            decision = self._decided(at, record, day + timedelta(days=number * 60), number)
        self.work.helped(at, record, decision, 1)
        self._team(at, record)

    def _steps(self, record: dict[str, Any], day: date, number: int) -> None:
        add = self.work.telling.loader.add
        add(Analysis(number=number, signals=TEXT, frequency=SHORT, situations=SHORT, **record))
        summary = add(AnonymousSummary(number=number, text=TEXT, **record))
        asked = add(
            Consultation(
                happened_on=day,
                kind=Consultation.Kind.VEILIG_THUIS,
                spoken_with=SHORT,
                file_number="VT-1",
                asked=TEXT,
                advice=TEXT,
                next_steps=SHORT,
                summary=summary,
                **record,
            )
        )
        followed = AdviceFollowed.Followed.PARTLY
        add(AdviceFollowed(consultation=asked, followed=followed, what=TEXT, **record))
        add(
            ParentTalk(
                happened_on=day, spoken_with="moeder", told=TEXT, reaction=TEXT, child=SHORT,
                agreed=SHORT, **record,
            )
        )  # fmt: skip
        add(MonitoringNote(happened_on=day, findings=TEXT, next_on=self.work.telling.day, **record))

    def _decided(
        self,
        at: Staffed,
        record: dict[str, Any],
        day: date,
        number: int,
        covers: Report | None = None,
    ) -> Decision:
        """Write a round and its decision: to help, or first of all the acute report that it covers."""
        add, record = self.work.telling.loader.add, record | {"created_at": moment(day)}
        answers = REPORTED if covers else HELPED
        round_ = add(WeighingRound(number=number, **record))
        for nth, (question, answer) in enumerate(answers, start=1):
            words = {"question": question, "answer": answer, "reason": TEXT}
            add(WeighingAnswer(round=round_, number=nth, **words, **record))
        return add(
            Decision(
                round=round_,
                answers_up_to=len(answers),
                outcome=Outcome.MELDEN_DIRECT if covers else Outcome.HULP_LOOPT,
                report=covers is not None,
                covers=covers,
                report_reason=TEXT,
                help=True,
                help_reason=TEXT,
                help_until=self.work.telling.day + timedelta(days=30),
                follows_weighing=True,
                steps_complete=True,
                state=Decision.State.CONFIRMED,
                confirmed_by=at.manager,
                confirmed_at=moment(day, 15),
                **record,
            )
        )

    def _reported(self, at: Staffed, record: dict[str, Any], day: date) -> Report:
        """Write an acute report with the word of Veilig Thuis and its agreements."""
        add = self.work.telling.loader.add
        report = add(
            Report(
                acute=True,
                grounds=TEXT,
                filed_at=moment(day),
                reference="VT-3",
                parents_told_on=day,
                child_told=Report.ChildTold.YOUNG,
                **record,
            )
        )
        word = add(
            Feedback(
                report=report,
                received_on=day + timedelta(days=5),
                route=Feedback.Route.HANDED_ON,
                content=TEXT,
                parties=SHORT,
                conditions=SHORT,
                monitor_on=self.work.telling.day + timedelta(days=30),
                **record,
            )
        )
        for weeks in range(1, FULL_RECORDS + 1):
            self.work.duty(at, record, CaseDuty.Kind.AGREEMENT, weeks, what=SHORT, feedback=word)
        self.work.duty(at, record, CaseDuty.Kind.HELP_TERM, 4)
        self.work.duty(at, record, CaseDuty.Kind.MONITORING, 4)
        return report

    def _team(self, at: Staffed, record: dict[str, Any]) -> None:
        """Let a teacher read along in the full case."""
        reads = Permission.objects.get(codename="view_case", content_type__app_label="meldcode")
        self.work.telling.loader.add(
            CaseGrant(
                user=at.classes[0].teacher,
                permission=reads,
                content_object=record["case"],
                reason=SHORT,
                granted_by=at.af,
                granted_at=record["created_at"],
                expires_on=self.work.telling.day + timedelta(days=60),
            )
        )
