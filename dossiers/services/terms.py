"""The day on which parents read an entry by themselves (A1), unless it is withheld before (A4)."""

from datetime import timedelta

from core.actors import Actor
from core.workdays import today
from dossiers.holds import is_held
from dossiers.models import (
    DisclosureTerm,
    ParentContact,
    Signal,
    SignalVersion,
    TalkReport,
    Withholding,
)
from schools.models import Board, Guardian, Pupil

REMIND_BEFORE = timedelta(days=3)
Entry = Signal | ParentContact | TalkReport


def name_of(entry: Entry) -> str:
    """Return the column that points to this kind of entry."""
    if isinstance(entry, Signal):
        return "signal"
    return "contact" if isinstance(entry, ParentContact) else "report"


def start_term(*, pupil: Pupil, entry: Entry, decide: bool = False) -> DisclosureTerm | None:
    """Start the days after which parents read `entry`; `decide`: no clock opens it, a person chooses.

    Called by the service that writes the entry or a new version of it, with the pupil locked. A term that
    runs already goes on, for three days at least, so that the AF HGKM hears of what was changed; an
    earlier version of a talk's report, or the contact that this one corrects, opens no more. Returns the
    open term, or None while the entry is kept from all parents: then the review decides.
    """
    _close_replaced(entry)
    if is_withheld(entry):
        return None
    decide = decide or needs_decision(entry)
    running = DisclosureTerm.objects.open().filter(**{name_of(entry): entry}).first()
    if running is not None:
        return _go_on(running, decide=decide)
    days = Board.objects.values_list("disclosure_days", flat=True).get(schools=pupil.school_id)
    due_on = today() + timedelta(days=days)
    term = DisclosureTerm(
        school_id=pupil.school_id,
        pupil=pupil,
        due_on=due_on,
        remind_on=max(due_on - REMIND_BEFORE, today()),
        decide=decide,
        **{name_of(entry): entry},
    )
    term.save(force_insert=True)
    return term


def _go_on(running: DisclosureTerm, *, decide: bool) -> DisclosureTerm:
    if running.due_on < today() + REMIND_BEFORE:
        running.due_on, running.remind_on = today() + REMIND_BEFORE, today()
        running.reminded_at = running.escalated_at = None
    running.decide = running.decide or decide
    running.save(update_fields=["due_on", "remind_on", "reminded_at", "escalated_at", "decide"])
    return running


def _close_replaced(entry: Entry) -> None:
    """End the term of what this entry takes the place of."""
    earlier = DisclosureTerm.objects.open()
    if isinstance(entry, TalkReport):
        earlier = earlier.filter(report__talk=entry.talk_id).exclude(report=entry)
        earlier.update(done_on=today())
    elif isinstance(entry, ParentContact) and entry.replaces_id is not None:
        earlier.filter(contact=entry.replaces_id).update(done_on=today())


def close_term(*, actor: Actor, entry: Entry) -> None:
    """End the term: the entry was opened or withheld. Without an open one nothing happens."""
    running = DisclosureTerm.objects.open().filter(**{name_of(entry): entry})
    running.update(done_on=today(), done_by_id=actor.pk)


def needs_decision(entry: Entry) -> bool:
    """Return whether only a person may open this entry to parents (A4; docs/adr/0008).

    A signal of a sensitive kind, with the child's own words, with a diagnosis, or of which the parents
    were not told on purpose; a contact or report of which nobody noted which parent it was with; and
    everything about a child while a hand-over waits or a case is open.
    """
    if isinstance(entry, Signal):
        version = entry.versions.order_by("-number")[0]
        own = tells_too_much(version)
    elif isinstance(entry, ParentContact):
        own = parent_of(entry) is None
    else:
        own = not entry.talk.guardians.exists()
    return own or is_held(entry.pupil_id)


def tells_too_much(version: SignalVersion) -> bool:
    """Return whether what stands in this version asks for a person who reads it first."""
    return bool(
        not Signal.SENSITIVE.isdisjoint(version.kinds)
        or version.child_words
        or version.diagnosis
        or version.parents_informed == SignalVersion.Informed.NO
    )


def parent_of(contact: ParentContact) -> Guardian | None:
    """Return the parent whom the contact was with: the one noted, or the only one there is."""
    if contact.guardian_id is not None:
        return contact.guardian
    known = list(Guardian.objects.filter(pupil=contact.pupil_id)[:2])
    return known[0] if len(known) == 1 else None


def is_withheld(entry: Entry, guardian: Guardian | None = None) -> bool:
    """Return whether the entry, in any of its versions, is kept from all parents, or from this one."""
    kept = Withholding.objects.of_entry(entry)
    if guardian is None:
        return kept.open().filter(guardian=None).exists()
    return kept.for_parent(guardian).open().exists()
