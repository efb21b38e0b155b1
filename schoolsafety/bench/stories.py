"""What happened at a school of the bench: hand-overs, drafts, incidents and runs of protocols."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from dossiers.models import Draft, HandOver, Signal
from incidents.models import (
    Incident,
    IncidentNote,
    IncidentPupil,
    IncidentVersion,
    Kind,
    Part,
    Party,
    Place,
)
from protocols.models import Protocol, Run, RunStep
from schoolsafety.bench.people import Staffed
from schoolsafety.bench.telling import DAYS_BACK, SHORT, TEXT, Telling, moment


@dataclass(slots=True)
class Stories(Telling):
    """Writes hand-overs, drafts, incidents and runs of one school after another."""

    protocols: list[Protocol]

    def tell(self, at: Staffed, signals: dict[UUID, list[Signal]]) -> None:
        """Write what happened at a school, beside the dossiers that hold `signals`."""
        self._hand_overs(at, signals)
        self._drafts(at)
        self._incidents(at)
        self._runs(at)

    def _hand_overs(self, at: Staffed, signals: dict[UUID, list[Signal]]) -> None:
        through = HandOver.signals.through
        chosen = self.rng.sample(at.pupils, max(3, len(at.pupils) // 20))
        for n, pupil in enumerate(chosen):
            waiting, made_on = n < 3, self.past(3 if n < 3 else DAYS_BACK)
            made = self.loader.add(
                HandOver(
                    school=at.school,
                    pupil=pupil,
                    author=self.rng.choice(at.classes).teacher,
                    created_at=moment(made_on),
                    acute=n == 0,
                    reason=TEXT,
                    state=HandOver.State.WAITING if waiting else HandOver.State.TAKEN,
                    taken_by=None if waiting else at.af,
                    taken_at=None if waiting else moment(made_on + timedelta(days=1)),
                    escalate_on=made_on + timedelta(days=5),
                )
            )
            for signal in signals[pupil.pk][:2]:
                self.loader.add(through(handover_id=made.pk, signal_id=signal.pk))

    def _drafts(self, at: Staffed) -> None:
        for one in at.classes[::4]:
            self.loader.add(
                Draft(
                    school=at.school,
                    pupil=one.pupils[-1],
                    author=one.teacher,
                    updated_at=moment(self.day),
                )
            )

    def _incidents(self, at: Staffed) -> None:
        for n in range(max(4, len(at.pupils) * 15 // 100) * at.busy):
            state = Incident.State.CLOSED
            if n < 4:
                state = Incident.State.REPORTED if n % 2 else Incident.State.TAKEN_UP
            self._incident(at, state)

    def _incident(self, at: Staffed, state: Incident.State) -> None:
        day, taken = self.past(), state != Incident.State.REPORTED
        closed = state == Incident.State.CLOSED
        incident = self.loader.add(
            Incident(
                school=at.school,
                kind=self.rng.choice([str(kind) for kind in Kind]),
                occurred_on=day,
                place=self.rng.choice([str(place) for place in Place]),
                by_whom=Party.PUPILS,
                against_whom=Party.PUPILS,
                reporter=self.rng.choice(at.classes).teacher,
                created_at=moment(day),
                state=state,
                taken_up_by=at.af if taken else None,
                taken_up_at=moment(day, 15) if taken else None,
                closed_by=at.af if closed else None,
                closed_at=moment(day, 17) if closed else None,
            )
        )
        told = {"school": at.school, "incident": incident}
        self.loader.add(
            IncidentVersion(
                number=1,
                author=incident.reporter,
                account=TEXT,
                created_at=incident.created_at,
                **told,
            )
        )
        for pupil, part in zip(self.rng.sample(at.pupils, 2), Part, strict=False):
            self.loader.add(IncidentPupil(pupil=pupil, part=part, **told))
        if closed:
            self.loader.add(
                IncidentNote(
                    kind=IncidentNote.Kind.RESULT,
                    author=at.af,
                    text=TEXT,
                    created_at=moment(day, 17),
                    **told,
                )
            )

    def _runs(self, at: Staffed) -> None:
        for n in range(4 * at.busy):
            protocol, day = self.rng.choice(self.protocols), self.past()
            closed = n > 0
            run = self.loader.add(
                Run(
                    school=at.school,
                    protocol=protocol,
                    pupil=self.rng.choice(at.pupils),
                    title=SHORT,
                    counts_from=moment(day),
                    started_by=at.af,
                    started_at=moment(day),
                    state=Run.State.CLOSED if closed else Run.State.RUNNING,
                    evaluation=TEXT if closed else "",
                    closed_by=at.manager if closed else None,
                    closed_at=moment(day + timedelta(days=30)) if closed else None,
                )
            )
            self._steps(at, run, day)

    def _steps(self, at: Staffed, run: Run, day: date) -> None:
        texts = [(phase["title"], text) for phase in run.protocol.phases for text in phase["steps"]]
        closed = run.state == Run.State.CLOSED
        for order, (phase, text) in enumerate(texts, start=1):
            done = closed or order < len(texts) // 2
            due_on = day + timedelta(days=7) if done else self.day + timedelta(days=order)
            self.loader.add(
                RunStep(
                    school=at.school,
                    run=run,
                    order=order,
                    phase=phase,
                    code=text["code"],
                    title=text["title"],
                    explanation=text["explanation"],
                    responsible=text["responsible"],
                    due_rule=text["due"],
                    repeat_rule=text["repeat"],
                    due_on=due_on if text["due"] else None,
                    outcome=RunStep.Outcome.DONE if done else "",
                    done_on=day if done else None,
                    done_at=moment(day) if done else None,
                    done_by=at.af if done else None,
                    created_at=moment(day),
                )
            )
