"""How much there is, and filling the database with it."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from audit.services import record_many
from core.actors import SYSTEM
from core.context import acting_as_system
from core.workdays import today
from dossiers.events import DOSSIER_VIEWED, FOLLOW_UP_SET, LOOKS_VIEWED
from monitoring.measures import CODES
from monitoring.models import Figure, MonitoringRound
from monitoring.services import open_rounds, refresh_figures
from protocols.models import Protocol
from schools.models import Pupil
from schoolsafety.bench.cases import Cases
from schoolsafety.bench.copying import Loader
from schoolsafety.bench.dossiers import Dossiers
from schoolsafety.bench.people import HEAVY_KEY, PUPILS_A_SCHOOL, Founded, People, Staffed
from schoolsafety.bench.stories import Stories
from schoolsafety.bench.telling import moment

LINES_A_PUPIL = 10  # of the audit log
HEAVY_LINES = 200  # times as many for the fullest dossier
BUSY = 5  # the measured school has this many times as much as the others
LINES_AT_ONCE = 400
SCHOOLS_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Volume:
    """How large the board is: `pupils` in all, 400 a school; at least two schools."""

    pupils: int

    @property
    def schools(self) -> int:
        """The number of schools."""
        return max(2, self.pupils // PUPILS_A_SCHOOL)

    @property
    def pupils_a_school(self) -> int:
        """The number of pupils of each school."""
        return max(20, self.pupils // self.schools)

    @property
    def database(self) -> str:
        """The name of the database that holds it."""
        return f"bench_{self.pupils}"

    def fill(self, connection: Any) -> None:
        """Fill a migrated, empty database: rows by COPY through `connection`, a superuser's, and the
        audit log by its own function as the app role."""
        loader, rng = Loader(connection), Random(2026)  # noqa: S311 - the same data each time
        _tell(f"Filling a board of {self.pupils} pupils")
        people = People(loader, rng)
        founded = people.found()
        dossiers = Dossiers(loader, rng, today())
        stories = Stories(loader, rng, today(), list(Protocol.objects.all()))
        cases = Cases(dossiers)
        schools: list[Staffed] = []
        for number in range(1, self.schools + 1):
            at = people.school(founded, number, self.pupils_a_school)
            at.busy = BUSY if number == 1 else 1
            signals = dossiers.tell(at)
            stories.tell(at, signals)
            cases.tell(at, signals)
            schools.append(at)
            if number % SCHOOLS_AT_ONCE == 0:
                loader.flush()
                _tell(f"{number} of {self.schools} schools written")
        _past_years(loader, rng, founded, schools)
        loader.finish()
        for number, at in enumerate(schools, start=1):
            _log(at, rng)
            if number % SCHOOLS_AT_ONCE == 0:
                _tell(f"the audit log of {number} of {self.schools} schools written")
        with acting_as_system():
            open_rounds(actor=SYSTEM)
            refresh_figures(actor=SYSTEM)


def _past_years(loader: Loader, rng: Random, founded: Founded, schools: list[Staffed]) -> None:
    """Add figures that can't be counted any more, and the board's rounds of the year before."""
    now = moment(today())
    for year in founded.years[2:]:
        for at in schools:
            for code in CODES:
                loader.add(
                    Figure(
                        school=at.school,
                        school_year=year,
                        measure=code,
                        value=rng.randrange(60),
                        computed_at=now,
                    )
                )
    last = founded.years[1]
    for at in schools:
        late = rng.random() < 0.1
        loader.add(
            MonitoringRound(
                school=at.school,
                school_year=last,
                remind_on=last.ends_on,
                gather_by=last.ends_on,
                discuss_by=last.ends_on,
                due_on=last.ends_on,
                done_on=None if late else last.ends_on,
                done_by=None if late else founded.keeper,
                reminded_at=now,
                escalated_at=now,
                created_at=now,
            )
        )


def _log(at: Staffed, rng: Random) -> None:
    """Write the audit log of a school by the function that pages use too, a school's chain in turn."""
    wrote = [one.teacher for one in at.classes] + [at.af] * 4 + [at.manager]
    rows = list(_lines(at))
    rng.shuffle(rows)
    for start in range(0, len(rows), LINES_AT_ONCE):
        action = rng.choice((DOSSIER_VIEWED, DOSSIER_VIEWED, LOOKS_VIEWED, FOLLOW_UP_SET))
        with acting_as_system():
            record_many(action, actor=rng.choice(wrote), rows=rows[start : start + LINES_AT_ONCE])


def _lines(at: Staffed) -> Iterator[tuple[Pupil, dict[str, Any]]]:
    for pupil in at.pupils:
        times = HEAVY_LINES if pupil.key == HEAVY_KEY else 1
        for _n in range(LINES_A_PUPIL * times):
            yield pupil, {}


def _tell(line: str) -> None:
    """Tell the person who waits; the figures themselves go to the standard output."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stderr.flush()
