"""The dossiers of a school of the bench: signals, contacts, talks, evaluations, openings."""

import itertools
from datetime import date, timedelta
from uuid import UUID

from dossiers.disclosure import SignalReading, dump
from dossiers.models import (
    Disclosure,
    DisclosureTerm,
    FollowUp,
    Opening,
    ParentContact,
    Signal,
    SignalLink,
    SignalVersion,
    Talk,
    TalkReport,
)
from schools.models import Pupil
from schoolsafety.bench.people import HEAVY_KEY, Class, Staffed
from schoolsafety.bench.telling import SHORT, TEXT, Telling, moment

SIGNALS_A_PUPIL = 2
HEAVY_SIGNALS, HEAVY_CONTACTS, HEAVY_TALKS = 1400, 500, 100  # the dossier with 2,000 entries
OPEN_TERM = timedelta(days=14)


class Dossiers(Telling):
    """Writes the dossiers of one school after another."""

    def tell(self, at: Staffed) -> dict[UUID, list[Signal]]:
        """Write every dossier of a school; returns the signals by pupil, for the Meldcode."""
        return {
            pupil.pk: self._dossier(at, one, pupil) for one in at.classes for pupil in one.pupils
        }

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
        for _n in range(HEAVY_TALKS if heavy else self.rng.randrange(2)):
            self._talk(at, one, pupil)
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
        elif day > self.day - OPEN_TERM:
            self._term(at, signal)
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
                change=SignalVersion.Change.CORRECTION if number > 1 else "first",
                change_reason=SHORT if number > 1 else "",
                occurred_on=signal.occurred_on,
                kinds=signal.kinds,
                place="Gymzaal",
                facts=TEXT,
                interpretation=SHORT,
                others="N.V., B.d.B.",
                action=SHORT,
                agreement=SHORT,
            )
        )

    def _disclosure(self, at: Staffed, signal: Signal, version: SignalVersion) -> None:
        view = SignalReading(
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

    def _term(self, at: Staffed, signal: Signal) -> None:
        self.loader.add(
            DisclosureTerm(
                school=at.school,
                pupil=signal.pupil,
                signal=signal,
                decide=signal.is_sensitive,
                due_on=signal.occurred_on + OPEN_TERM,
                created_at=signal.created_at,
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

    def _talk(self, at: Staffed, one: Class, pupil: Pupil) -> None:
        day = self.past()
        talk = self.loader.add(
            Talk(
                school=at.school,
                pupil=pupil,
                author=one.teacher,
                created_at=moment(day - timedelta(days=7)),
                kind=Talk.Kind.REGULAR,
                state=Talk.State.HELD,
                planned_on=day,
                held_on=day,
                goal=SHORT,
            )
        )
        self.loader.add(
            TalkReport(
                school=at.school,
                talk=talk,
                number=1,
                author=one.teacher,
                created_at=moment(day),
                held_on=day,
                present="moeder, leerkracht",
                discussed=TEXT,
                conclusion=SHORT,
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
