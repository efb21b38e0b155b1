"""Signals: logged, completed and corrected by a new version, linked to earlier ones (D1–D6)."""

import uuid
from dataclasses import asdict
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import Conflict, Refused
from core.once import already_made
from dossiers import events
from dossiers.models import Draft, Signal, SignalLink, SignalVersion
from dossiers.services.drafts import drop_draft
from dossiers.services.guard import account_of, lock_pupil, needed, require
from dossiers.services.signal_text import (
    SignalText,
    SignalWhen,
    added,
    changed_fields,
    checked,
)
from dossiers.services.terms import start_term
from schools.models import Pupil

_Change = SignalVersion.Change


@transaction.atomic
def log_signal(
    *,
    actor: Actor,
    pupil: Pupil,
    key: uuid.UUID,
    occurred_on: date,
    kinds: list[str],
    text: SignalText,
    occurred_at: time | None = None,
) -> Signal:
    """Log a signal with its first version and drop its draft. `key` becomes its id: sent twice is once.

    Raises PermissionDenied without role or cause; Refused for a day in the future, no or unknown
    kinds, no facts, others by name (D1), hearsay without source and consent, a diagnosis without who made
    it (D4), parents told without a day, or not told without a reason.
    """
    made = already_made(Signal, key, author_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    require(actor, "dossiers.log_signal", pupil)
    when = SignalWhen(occurred_on, tuple(kinds), occurred_at)
    kept = checked(text, when)
    signal = Signal(
        pk=key,
        school_id=pupil.school_id,
        pupil=pupil,
        author_id=account_of(actor),
        occurred_on=occurred_on,
        occurred_at=occurred_at,
        kinds=kinds,
    )
    signal.save(force_insert=True)
    _add_version(actor, signal, SignalVersion.Change.FIRST, kept, when)
    start_term(pupil=pupil, entry=signal)
    Draft.objects.filter(pk=key, author_id=actor.pk).delete()
    record(events.SIGNAL_LOGGED, actor=actor, obj=signal, kinds=kinds)
    return signal


@transaction.atomic
def correct_signal(
    *,
    actor: Actor,
    signal: Signal,
    key: uuid.UUID,
    number: int,
    reason: str,
    text: SignalText,
    when: SignalWhen | None = None,
) -> SignalVersion:
    """Add a version that counts from now on; earlier ones stay readable (D6). Returns it.

    `number` is the version on which the form was opened; without `when` day, time and kinds stay. Raises
    Conflict if a later one exists; PermissionDenied for others than the author, AF HGKM and manager;
    Refused without a reason, if nothing changed, and as `log_signal`.
    """
    made = _made(actor, signal, key)
    if made is not None:
        return made
    last = _last(actor, signal, number)
    reason = needed(reason, "change_reason", _("Say why you correct it."))
    return _change(
        actor, signal, last, key, text, when or SignalWhen.of(last), reason, _Change.CORRECTION
    )


@transaction.atomic
def complete_signal(
    *, actor: Actor, signal: Signal, key: uuid.UUID, number: int, text: SignalText
) -> SignalVersion:
    """Add what was left empty: a version without a reason, since nothing that stood there changes (D1).

    `text` holds what is added; what it leaves empty stays as it is. Returns the version. Raises as
    `correct_signal`; Refused by the field for what is filled in already.
    """
    made = _made(actor, signal, key)
    if made is not None:
        return made
    last = _last(actor, signal, number)
    whole = added(last, text)
    return _change(actor, signal, last, key, whole, SignalWhen.of(last), "", _Change.ADDITION)


def _made(actor: Actor, signal: Signal, key: uuid.UUID) -> SignalVersion | None:
    return already_made(SignalVersion, key, author_id=actor.pk, signal_id=signal.pk)


def _last(actor: Actor, signal: Signal, number: int) -> SignalVersion:
    """Return the last version, with the dossier locked. Raises Conflict if it isn't `number`."""
    lock_pupil(signal.pupil_id)
    require(actor, "dossiers.correct_entry", signal)
    last = signal.versions.order_by("-number")[0]
    if last.erased_at is not None:
        raise Refused(_("The texts of this signal were erased. They are not written again."))
    if last.number != number:
        raise Conflict(
            _(
                "Meanwhile somebody else changed this signal. What you typed is still here. "
                "Look at the differences, and save again."
            )
        )
    return last


def _change(
    actor: Actor,
    signal: Signal,
    last: SignalVersion,
    key: uuid.UUID,
    text: SignalText,
    when: SignalWhen,
    reason: str,
    change: SignalVersion.Change,
) -> SignalVersion:
    kept = checked(text, when)
    fields = changed_fields(last, kept, when)
    if not fields:
        raise Refused(_("Nothing has changed yet. Fill in or change what is not right."))
    version = _add_version(
        actor, signal, change, kept, when, number=last.number + 1, reason=reason, key=key
    )
    # Postgres gave the header the day and kinds of this version.
    signal.refresh_from_db(fields=["occurred_on", "occurred_at", "kinds"])
    start_term(pupil=signal.pupil, entry=signal)
    drop_draft(actor=actor, pupil=signal.pupil, form=Draft.Form.CORRECTION, about=signal)
    event = events.SIGNAL_CORRECTED if change == _Change.CORRECTION else events.SIGNAL_COMPLETED
    record(event, actor=actor, obj=signal, version=version.number, fields=fields)
    return version


@transaction.atomic
def link_signals(
    *, actor: Actor, later: Signal, earlier: Signal, kind: str, key: uuid.UUID
) -> SignalLink:
    """Note on `earlier` that `later` confirms or refutes it (D3). Returns the link, also for a repeat.

    Raises PermissionDenied without role or cause; Refused for signals of two pupils, in the wrong
    order, or linked already in another way.
    """
    made = already_made(SignalLink, key, author_id=actor.pk, later_id=later.pk)
    if made is not None:
        return made
    lock_pupil(later.pupil_id)
    require(actor, "dossiers.log_signal", later)
    if kind not in SignalLink.Kind.values:
        raise Refused(_("Choose whether it confirms or refutes the earlier signal."), field="kind")
    if later.pupil_id != earlier.pupil_id or not is_later(later, earlier):
        raise Refused(_("Choose an earlier signal of the same pupil."), field="earlier")
    if SignalLink.objects.filter(later=later, earlier=earlier).exists():
        raise Refused(_("These two signals are linked already."), field="earlier")
    link = SignalLink(
        pk=key,
        school_id=later.school_id,
        later=later,
        earlier=earlier,
        kind=kind,
        author_id=account_of(actor),
    )
    link.save(force_insert=True)
    record(events.SIGNALS_LINKED, actor=actor, obj=later, earlier=earlier.pk, kind=kind)
    return link


def is_later(later: Signal, earlier: Signal) -> bool:
    """Return whether one signal comes after the other: by its day, then by when it was written."""
    return (later.occurred_on, later.created_at) > (earlier.occurred_on, earlier.created_at)


def _add_version(
    actor: Actor,
    signal: Signal,
    change: SignalVersion.Change,
    text: SignalText,
    when: SignalWhen,
    *,
    number: int = 1,
    reason: str = "",
    key: uuid.UUID | None = None,
) -> SignalVersion:
    version = SignalVersion(
        school_id=signal.school_id,
        signal=signal,
        number=number,
        author_id=account_of(actor),
        change=change,
        change_reason=reason,
        occurred_on=when.occurred_on,
        occurred_at=when.occurred_at,
        kinds=list(when.kinds),
        **asdict(text),
    )
    if key is not None:
        version.pk = key
    version.save(force_insert=True)
    return version
