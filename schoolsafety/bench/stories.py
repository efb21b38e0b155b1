"""What was written at a school of the bench: dossiers, incidents and runs of protocols."""

import itertools
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from core.workdays import AMSTERDAM
from dossiers.disclosure import ParentView, dump
from dossiers.models import (
    Disclosure,
    Draft,
    FollowUp,
    HandOver,
    Opening,
    ParentContact,
    Signal,
    SignalLink,
    SignalVersion,
)
from incidents.models import (
    Incident,
    IncidentNote,
    IncidentPupil,
    IncidentVersion,
    Kind,
    Party,
    Place,
)
from protocols.models import Protocol, Run, RunStep
from schools.models import Pupil
from schoolsafety.bench.copying import Loader
from schoolsafety.bench.people import HEAVY_KEY, Class, Staffed

SIGNALS_A_PUPIL = 2
HEAVY_SIGNALS, HEAVY_CONTACTS = 140, 60  # the dossier with 200 entries
DAYS_BACK = 1000
TEXT = (
    "Na de gymles bleef hij zitten en wilde niet mee naar de klas. Ik vroeg wat er was; hij zei dat hij"
    " liever hier bleef. Samen met Noor en Bram heeft hij daarna getekend. Bij het ophalen praatte zijn"
    " moeder kort met de leerkracht van de andere groep. Hij heeft deze week drie keer geen eten bij"
    " zich gehad en draagt dezelfde trui als vorige week."
)
SHORT = "We spreken elkaar volgende week weer en kijken dan samen hoe het gaat."


def moment(day: date, hour: int = 12) -> datetime:
    """Return a moment on `day`, in Amsterdam."""
    return datetime.combine(day, time(hour), AMSTERDAM)


@dataclass(slots=True)
class Stories:
    """Writes dossiers, incidents and runs of one school after another."""

    loader: Loader
    rng: Random
    day: date
    protocols: list[Protocol]

    def past(self, days: int = DAYS_BACK) -> date:
        """Return a day in the last `days` days."""
        return self.day - timedelta(days=self.rng.randrange(days))

    def tell(self, at: Staffed) -> dict[UUID, list[Signal]]:
        """Write everything of a school; returns the signals by pupil, for the Meldcode."""
        signals = {}
        for one in at.classes:
            for pupil in one.pupils:
                signals[pupil.pk] = self._dossier(at, one, pupil)
        self._hand_overs(at, signals)
        self._drafts(at)
        self._incidents(at)
        self._runs(at)
        return signals

    def _dossier(self, at: Staffed, one: Class, pupil: Pupil) -> list[Signal]:
        heavy = pupil.key == HEAVY_KEY
        days = sorted(
            self.past() for _n in range(HEAVY_SIGNALS if heavy else SIGNALS_A_PUPIL * at.busy)
        )
        signals = [self._signal(at, one, pupil, day) for day in days]
        for earlier, later in itertools.pairwise(signals):
            if self.rng.random() < 0.1:
                self._link(earlier, later)
        for _n in range(HEAVY_CONTACTS if heavy else self.rng.randrange(2)):
            self._contact(one, pupil)
        if self.rng.random() < 0.5:
            self._follow_up(at, one, pupil)
        if self.rng.random() < 0.1:
            self._opening(at, pupil)
        return signals

    def _signal(self, at: Staffed, one: Class, pupil: Pupil, day: date) -> Signal:
        signal = self.loader.add(
            Signal(
                school=at.school,
                pupil=pupil,
                author=one.teacher,
                created_at=moment(day),
                occurred_on=day,
                kinds=self.rng.sample([str(kind) for kind in Signal.Kind], 2),
            )
        )
        first = self._version(signal, 1)
        if self.rng.random() < 0.25:
            self._disclosure(at, signal, first)
        if self.rng.random() < 0.04:
            second = self._version(signal, 2)
            if self.rng.random() < 0.9:
                self._disclosure(at, signal, second)
        return signal

    def _version(self, signal: Signal, number: int) -> SignalVersion:
        return self.loader.add(
            SignalVersion(
                school=signal.school,
                signal=signal,
                number=number,
                author=signal.author,
                created_at=signal.created_at,
                change_reason=SHORT if number > 1 else "",
                place="Gymzaal",
                facts=TEXT,
                interpretation=SHORT,
                others="N.V., B.d.B.",
                action=SHORT,
                agreement=SHORT,
            )
        )

    def _disclosure(self, at: Staffed, signal: Signal, version: SignalVersion) -> None:
        view = ParentView(
            day=signal.occurred_on,
            time=None,
            kinds=tuple(signal.kinds),
            place="Gymzaal",
            facts=TEXT,
            hearsay="",
            interpretation=SHORT,
            action=SHORT,
            agreement=SHORT,
            agreement_otherwise="",
            version=version.number,
            corrected=version.number > 1,
        )
        self.loader.add(
            Disclosure(
                school=at.school,
                pupil=signal.pupil,
                signal=signal,
                version=version,
                author=at.af,
                created_at=signal.created_at + timedelta(days=1),
                content=dump(view),
            )
        )

    def _link(self, earlier: Signal, later: Signal) -> None:
        self.loader.add(
            SignalLink(
                school=later.school,
                later=later,
                earlier=earlier,
                kind=SignalLink.Kind.CONFIRMS,
                author=later.author,
                created_at=later.created_at,
            )
        )

    def _contact(self, one: Class, pupil: Pupil) -> None:
        day = self.past()
        self.loader.add(
            ParentContact(
                school=pupil.school,
                pupil=pupil,
                author=one.teacher,
                created_at=moment(day),
                happened_on=day,
                channel=ParentContact.Channel.TALK,
                spoken_with="moeder",
                about=SHORT,
                agreed=SHORT,
            )
        )

    def _follow_up(self, at: Staffed, one: Class, pupil: Pupil) -> None:
        open_ = self.rng.random() < 0.2
        due_on = self.day + timedelta(days=self.rng.randrange(60)) if open_ else self.past()
        self.loader.add(
            FollowUp(
                school=at.school,
                pupil=pupil,
                assignee=one.teacher,
                what=SHORT,
                result="" if open_ else SHORT,
                due_on=due_on,
                remind_on=due_on - timedelta(days=2),
                reminded_at=moment(self.day) if due_on <= self.day else None,
                done_on=None if open_ else due_on,
                done_by=None if open_ else one.teacher,
                created_at=moment(due_on - timedelta(days=30)),
            )
        )

    def _opening(self, at: Staffed, pupil: Pupil) -> None:
        opened = moment(self.past(100))
        self.loader.add(
            Opening(
                school=at.school,
                pupil=pupil,
                user=self.rng.choice(at.classes).teacher,
                purpose=self.rng.choice([str(purpose) for purpose in Opening.Purpose]),
                explanation=SHORT,
                opened_at=opened,
                valid_until=opened + timedelta(hours=12),
            )
        )

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
        for pupil, part in zip(self.rng.sample(at.pupils, 2), IncidentPupil.Part, strict=False):
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
