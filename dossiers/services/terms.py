"""The day on which parents read an entry by themselves (A1), unless it is withheld before (A4)."""

from datetime import timedelta

from core.actors import Actor
from core.workdays import today
from dossiers.models import DisclosureTerm, ParentContact, Signal, TalkReport
from schools.models import Board, Pupil

REMIND_BEFORE = timedelta(days=3)
Entry = Signal | ParentContact | TalkReport


def name_of(entry: Entry) -> str:
    """Return the column that points to this kind of entry."""
    if isinstance(entry, Signal):
        return "signal"
    return "contact" if isinstance(entry, ParentContact) else "report"


def start_term(*, pupil: Pupil, entry: Entry, decide: bool) -> DisclosureTerm:
    """Start the days after which parents read `entry`; `decide`: no clock opens it, a person chooses.

    Called by the service that writes the entry or a new version of it, with the pupil locked. A term that
    runs already goes on. Returns the open one.
    """
    about = {name_of(entry): entry}
    running: DisclosureTerm | None = DisclosureTerm.objects.open().filter(**about).first()
    if running is not None:
        return running
    days = Board.objects.values_list("disclosure_days", flat=True).get(schools=pupil.school_id)
    due_on = today() + timedelta(days=days)
    term = DisclosureTerm(
        school_id=pupil.school_id,
        pupil=pupil,
        due_on=due_on,
        remind_on=max(due_on - REMIND_BEFORE, today()),
        decide=decide,
        **about,
    )
    term.save(force_insert=True)
    return term


def close_term(*, actor: Actor, entry: Entry) -> None:
    """End the term: the entry was opened or withheld. Without an open one nothing happens."""
    running = DisclosureTerm.objects.open().filter(**{name_of(entry): entry})
    running.update(done_on=today(), done_by_id=actor.pk)
