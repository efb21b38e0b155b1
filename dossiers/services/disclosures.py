"""Opening to parents what stands in a dossier (A1). Not opening it is withholding it (A4).

Opened once is opened: a repeat returns the first. Each is for every parent with gezag, or for one; a
parent from whom the entry is withheld gets nothing, whoever opens it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.context import acting_as_system
from core.errors import Conflict, Refused
from dossiers import disclosure, events, notifications
from dossiers.models import Disclosure, ParentContact, Signal, Talk, TalkReport
from dossiers.services.guard import account_of, lock_pupil, require
from dossiers.services.terms import (
    Entry,
    close_term,
    is_withheld,
    needs_decision,
    parent_of,
    start_term,
)
from schools.models import Guardian, Pupil
from writing.masking import NameTable
from writing.names import names_around

Ground = Disclosure.Ground
Kept = tuple[Disclosure, bool]  # and whether it was made just now


@transaction.atomic
def disclose_signal(*, actor: Actor, signal: Signal, number: int) -> Disclosure:
    """Let parents read version `number`, masked as the preview showed it. Returns the disclosure.

    Raises PermissionDenied for others than AF HGKM and manager, Conflict if the signal was corrected
    since the preview, Refused while it is withheld from all parents.
    """
    pupil = lock_pupil(signal.pupil_id)
    require(actor, "dossiers.disclose_entry", signal)
    last = signal.versions.order_by("-number")[0]
    if last.number != number:
        raise Conflict(
            _("Meanwhile this signal was corrected. Read it again as parents would read it.")
        )
    _not_withheld(signal)
    return open_signal(actor=actor, pupil=pupil, signal=signal, ground=Ground.DECIDED)


@transaction.atomic
def disclose_contact(
    *,
    actor: Actor,
    contact: ParentContact,
    guardian: Guardian | None = None,
    for_all: bool = False,
) -> Disclosure:
    """Let the parent read the contact that it was with; `guardian` another one; `for_all` every parent.

    To the parent whom it was with anybody may open it who notes contacts: nothing is told that was not
    said. Else AF HGKM and manager decide, since it is about the other parent too (R7). Raises
    PermissionDenied; Refused if nobody noted which parent it was, or while it is withheld.
    """
    pupil = lock_pupil(contact.pupil_id)
    was_with = parent_of(contact)
    reader = None if for_all else guardian or was_with
    own = reader is not None and reader == was_with
    require(actor, "dossiers.log_talk" if own else "dossiers.disclose_entry", contact)
    if reader is None and not for_all:
        raise Refused(_("Choose which parent may read it."), field="guardian")
    _of_pupil([reader] if reader else [], pupil)
    _not_withheld(contact, reader)
    ground = Ground.DISCUSSED if own else Ground.DECIDED
    return open_contact(actor=actor, pupil=pupil, contact=contact, reader=reader, ground=ground)


@transaction.atomic
def disclose_report(
    *,
    actor: Actor,
    report: TalkReport,
    guardians: Sequence[Guardian] = (),
    for_all: bool = False,
) -> list[Disclosure]:
    """Give parents their copy of a report (D8): those of the talk, `guardians` or, `for_all`, everybody.

    Who took part may get it from whoever plans talks; others get it from AF HGKM and manager, and without
    what the parents of the talk thought. Withheld from one of them: that one is skipped. Raises
    PermissionDenied; Conflict if it is not the last version; Refused without any reader.
    """
    pupil = lock_pupil(report.talk.pupil_id)
    took_part = list(report.talk.guardians.all())
    readers: list[Guardian | None] = [None] if for_all else [*(guardians or took_part)]
    own = bool(readers) and all(reader in took_part for reader in readers)
    require(actor, "dossiers.plan_talk" if own else "dossiers.disclose_entry", report)
    if report.talk.reports.filter(number__gt=report.number).exists():
        raise Conflict(_("Meanwhile this report was corrected. Read it again."))
    if not readers:
        raise Refused(_("Choose which parent may read it."), field="guardians")
    _of_pupil([reader for reader in readers if reader], pupil)
    _not_withheld(report)
    ground = Ground.DISCUSSED if own else Ground.DECIDED
    return open_report(actor=actor, pupil=pupil, report=report, readers=readers, ground=ground)


@transaction.atomic
def mark_discussed(
    *,
    actor: Actor,
    signals: Iterable[Signal],
    contact: ParentContact | None = None,
    talk: Talk | None = None,
) -> list[Disclosure]:
    """Open signals that were discussed with the parents in a contact or talk. Returns what was opened.

    Called with the contact or talk that was just noted. What is withheld stays so, and what only a person
    may open (`needs_decision`) waits for the AF HGKM: the parent of the talk knows it, another one may
    not. Raises PermissionDenied without role or cause, Refused for a signal of another pupil.
    """
    about = contact or talk
    if about is None:
        raise ValueError("a contact or a talk")
    pupil = lock_pupil(about.pupil_id)
    require(actor, "dossiers.log_talk", about)
    made = []
    for signal in signals:
        if signal.pupil_id != pupil.pk:
            raise Refused(_("Choose signals of this pupil."), field="signals")
        if is_withheld(signal):
            continue
        if needs_decision(signal):
            if not is_open(signal):
                start_term(pupil=pupil, entry=signal, decide=True)
            continue
        made.append(open_signal(actor=actor, pupil=pupil, signal=signal, ground=Ground.DISCUSSED))
    return made


def is_open(signal: Signal) -> bool:
    """Return whether parents read the last version already."""
    last = signal.versions.order_by("-number")[0]
    return Disclosure.objects.filter(version=last).exists()


def open_entry(
    *, actor: Actor, pupil: Pupil, entry: Entry, ground: str = Ground.DECIDED
) -> list[Disclosure]:
    """Open an entry to those it is for: no rule is asked, the pupil is locked. Returns what is open.

    A signal to all parents; a contact to the parent whom it was with, a report to those of the talk, and
    to all when nobody noted who: then a person chose so.
    """
    if isinstance(entry, Signal):
        return [open_signal(actor=actor, pupil=pupil, signal=entry, ground=ground)]
    if isinstance(entry, ParentContact):
        reader = parent_of(entry)
        return [open_contact(actor=actor, pupil=pupil, contact=entry, reader=reader, ground=ground)]
    readers = list(entry.talk.guardians.all()) or [None]
    return open_report(actor=actor, pupil=pupil, report=entry, readers=readers, ground=ground)


def open_signal(*, actor: Actor, pupil: Pupil, signal: Signal, ground: str) -> Disclosure:
    """Open the last version to all parents: no rule is asked, the pupil is locked. Returns it."""
    version = signal.versions.order_by("-number")[0]
    content = disclosure.dump(disclosure.read_signal(version, names_for(pupil)))
    kept = _kept(actor, pupil, ground, content, None, signal=signal, version=version)
    close_term(actor=actor, entry=signal)
    _tell(actor, events.SIGNAL_DISCLOSED, signal, [kept], version=version.number)
    return kept[0]


def open_contact(
    *, actor: Actor, pupil: Pupil, contact: ParentContact, reader: Guardian | None, ground: str
) -> Disclosure:
    """Open a contact to one parent or to all: no rule is asked, the pupil is locked. Returns it."""
    content = disclosure.dump(disclosure.read_contact(contact, names_for(pupil)))
    kept = _kept(actor, pupil, ground, content, reader, contact=contact)
    close_term(actor=actor, entry=contact)
    _tell(actor, events.CONTACT_DISCLOSED, contact, [kept])
    return kept[0]


def open_report(
    *,
    actor: Actor,
    pupil: Pupil,
    report: TalkReport,
    readers: Sequence[Guardian | None],
    ground: str,
) -> list[Disclosure]:
    """Open a report to each of `readers` (None: to all): no rule is asked, the pupil is locked."""
    took_part = set(report.talk.guardians.values_list("pk", flat=True))
    names = names_for(pupil)
    kept = []
    for reader in readers:
        if reader is not None and is_withheld(report, reader):
            continue
        own = reader is not None and reader.pk in took_part
        content = disclosure.dump(disclosure.read_report(report, names, took_part=own))
        kept.append(_kept(actor, pupil, ground, content, reader, report=report))
    close_term(actor=actor, entry=report)
    _tell(actor, events.REPORT_DISCLOSED, report, kept, version=report.number)
    return [made for made, _new in kept]


def names_for(pupil: Pupil) -> NameTable:
    """Return all names to mask, also those that the actor may not see: nobody reads them by this."""
    with acting_as_system():
        return names_around(pupil)


def _kept(
    actor: Actor,
    pupil: Pupil,
    ground: str,
    content: str,
    reader: Guardian | None,
    **entry: Any,
) -> Kept:
    """Return the disclosure of this entry to this reader, and whether it is new."""
    found = Disclosure.objects.filter(guardian=reader, **entry).first()
    if found is not None:
        return found, False
    made = Disclosure(
        school_id=pupil.school_id,
        pupil=pupil,
        guardian=reader,
        ground=ground,
        author_id=None if actor.is_system else account_of(actor),
        content=content,
        **entry,
    )
    made.save(force_insert=True)
    return made, True


def _tell(actor: Actor, event: str, entry: Any, kept: Sequence[Kept], **detail: Any) -> None:
    """Log what was opened just now, and let the parents know that something is there."""
    for made in (made for made, new in kept if new):
        one_parent = made.guardian_id is not None
        record(event, actor=actor, obj=entry, ground=made.ground, one_parent=one_parent, **detail)
        notifications.opened_to_parents(made)


def _of_pupil(readers: Sequence[Guardian], pupil: Pupil) -> None:
    """Raise Refused for somebody who is no parent of the pupil."""
    if any(reader.pupil_id != pupil.pk for reader in readers):
        raise Refused(_("Choose a parent of this pupil."), field="guardian")


def _not_withheld(entry: Any, reader: Guardian | None = None) -> None:
    """Raise Refused while the entry is kept from all parents, or from this one."""
    if is_withheld(entry, reader):
        raise Refused(
            _("This is kept from the parents. End that first, with what the review came to.")
        )
