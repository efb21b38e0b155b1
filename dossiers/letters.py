"""The letter to one parent about a talk: that it will be, that it changed, that it is cancelled (D8).

Each parent gets a letter of the own. It says nothing of the other parent: not whether that one comes, nor
that there is one (R7). Names of other children and their parents are masked, as in all that parents read.
What is for the staff alone (preparation, signals, why a talk is changed) is no part of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.workdays import today
from dossiers import disclosure
from dossiers.models import Disclosure, Talk
from dossiers.models.base import moment_of
from schools.models import Guardian, Pupil
from writing.masking import Kind, NameTable, Person

Mask = Callable[[str], str]


class LetterKind(StrEnum):
    """What the letter tells."""

    INVITATION = "invitation"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its one reader gets it; '' is 'not said'."""

    day: date
    time: time | None
    place: str
    goal: str
    attending: str
    series: str  # the talk
    kind: str  # a LetterKind
    heavy: bool
    school: str
    board: str
    to: str
    child: str
    by: str  # who of the staff hold the talk
    minute_taker: str

    @property
    def moment(self) -> date:
        """The day, or the day and time (Amsterdam) when the time is known."""
        return moment_of(self.day, self.time)

    def says_the_same(self, other: "Letter") -> bool:
        """Return whether the talk is told of in the same way, whatever the letter is for."""
        return replace(self, kind=other.kind) == other


def letter_of(talk: Talk, guardian: Guardian, *, kind: str, names: NameTable) -> Letter:
    """Return the letter to `guardian` about the talk as it is planned now; `names` are those to mask."""
    clean = _mask_for(guardian, talk.pupil, names)
    return Letter(
        day=talk.planned_on,
        time=talk.planned_at,
        place=clean(talk.place),
        goal=clean(talk.goal),
        attending=clean(talk.attending),
        series=str(talk.pk),
        kind=kind,
        heavy=talk.is_heavy,
        school=talk.school.name,
        board=talk.school.board.name,
        to=guardian.name,
        child=talk.pupil.call_name,
        by=", ".join(str(user) for user in (talk.author, talk.second) if user is not None),
        minute_taker=talk.minute_taker,
    )


def reads_portal(guardian: Guardian) -> bool:
    """Return whether this parent may read in the portal today (BW 1:377c): others get a letter on paper."""
    day = today()
    runs = guardian.starts_on <= day and (guardian.ends_on is None or guardian.ends_on >= day)
    return runs and guardian.gezag and not guardian.portal_blocked


def letter_in(sent: Disclosure) -> Letter:
    """Return the letter that a disclosure keeps."""
    letter: Letter = disclosure.load("invitation", sent.content)
    return letter


def _mask_for(guardian: Guardian, pupil: Pupil, names: NameTable) -> Mask:
    """Return what masks a text for one parent: others of the school, and the child's other parents."""
    clean = disclosure.masker(names)
    table = NameTable.of(
        [
            Person(pupil.call_name, f"{pupil.prefix} {pupil.last_name}", Kind.KEEP),
            _person(guardian),
        ],
        [
            replace(_person(other), kind=Kind.SOMEBODY)
            for other in pupil.guardians.all()
            if other.pk != guardian.pk
        ],
    )
    with override("nl"):
        child, somebody = _("another child"), _("somebody else")
    return lambda text: table.mask(clean(text), child=child, somebody=somebody)


def _person(guardian: Guardian) -> Person:
    call_name, _space, last_name = guardian.name.strip().partition(" ")
    return Person(call_name, last_name, Kind.KEEP)
