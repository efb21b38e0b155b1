"""Signals: logged, corrected by a new version, linked to earlier ones (D1–D6)."""

import uuid
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import Conflict, Refused
from core.once import already_made
from dossiers import events, initials
from dossiers.models import Draft, Signal, SignalLink, SignalVersion
from dossiers.services.guard import account_of, lock_pupil, needed, past_day, require
from dossiers.services.terms import start_term
from schools.models import Pupil


@dataclass(frozen=True, slots=True)
class SignalText:
    """What a version says. Fact, hearsay and interpretation stay apart (D2)."""

    facts: str
    place: str = ""
    hearsay: str = ""
    hearsay_source: str = ""
    hearsay_consent: bool = False
    interpretation: str = ""
    others: str = ""
    action: str = ""
    agreement: str = ""
    agreement_otherwise: str = ""


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
    kinds, no facts, others by name (D1), hearsay without source and consent (D4).
    """
    made = already_made(Signal, key, author_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    require(actor, "dossiers.log_signal", pupil)
    past_day(occurred_on, "occurred_on")
    if not kinds or not set(kinds) <= set(Signal.Kind.values):
        raise Refused(_("Choose at least one kind of signal."), field="kinds")
    checked = _checked(text)
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
    _add_version(actor, signal, 1, checked)
    start_term(pupil=pupil, entry=signal, decide=signal.is_sensitive)
    Draft.objects.filter(pk=key, author_id=actor.pk).delete()
    record(events.SIGNAL_LOGGED, actor=actor, obj=signal, kinds=kinds)
    return signal


@transaction.atomic
def correct_signal(
    *, actor: Actor, signal: Signal, key: uuid.UUID, number: int, reason: str, text: SignalText
) -> SignalVersion:
    """Add a version that counts from now on; earlier ones stay readable (D6). Returns it.

    `number` is the version on which the form was opened. Raises Conflict if a later one exists;
    PermissionDenied for others than the author, AF HGKM and manager; Refused without a reason, if
    nothing changed, and as `log_signal`.
    """
    made = already_made(SignalVersion, key, author_id=actor.pk, signal_id=signal.pk)
    if made is not None:
        return made
    lock_pupil(signal.pupil_id)
    require(actor, "dossiers.correct_entry", signal)
    last = signal.versions.order_by("-number")[0]
    if last.number != number:
        raise Conflict(
            _(
                "Meanwhile somebody else corrected this signal. What you typed is still here. "
                "Compare it with the latest version below, and save again."
            )
        )
    reason = needed(reason, "change_reason", _("Say why you correct it."))
    checked = _checked(text)
    changed = [name for name, value in asdict(checked).items() if getattr(last, name) != value]
    if not changed:
        raise Refused(_("Nothing has changed yet. Change what is not right."))
    version = _add_version(actor, signal, number + 1, checked, reason=reason, key=key)
    start_term(pupil=signal.pupil, entry=signal, decide=signal.is_sensitive)
    record(events.SIGNAL_CORRECTED, actor=actor, obj=signal, version=number + 1, fields=changed)
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


def _checked(text: SignalText) -> SignalText:
    """Return the text as it is kept. Raises Refused by D1, D2 and D4."""
    values: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(text).items()
    }
    needed(text.facts, "facts", _("Write what you saw yourself."))
    if not values["hearsay"]:
        values |= {"hearsay_source": "", "hearsay_consent": False}
    else:
        needed(text.hearsay_source, "hearsay_source", no_source())
        if not values["hearsay_consent"]:
            raise Refused(no_consent(), field="hearsay_consent")
    try:
        values["others"] = initials.tidy(values["others"])
    except ValueError:
        raise Refused(initials.WRONG, field="others") from None
    if values["agreement_otherwise"] and not values["agreement"]:
        raise Refused(_("First write what was agreed."), field="agreement")
    return SignalText(**values)


def no_source() -> str:
    """Why a source is needed (D4)."""
    return _("Say from whom you heard it. What has no source does not belong in a dossier.")


def no_consent() -> str:
    """Why consent is needed (D4)."""
    return _(
        "You may only record what somebody told you if that person agrees. "
        "Do they not agree? Then leave 'What I heard' empty."
    )


def _add_version(
    actor: Actor,
    signal: Signal,
    number: int,
    text: SignalText,
    *,
    reason: str = "",
    key: uuid.UUID | None = None,
) -> SignalVersion:
    version = SignalVersion(
        school_id=signal.school_id,
        signal=signal,
        number=number,
        author_id=account_of(actor),
        change=SignalVersion.Change.CORRECTION if number > 1 else SignalVersion.Change.FIRST,
        change_reason=reason,
        occurred_on=signal.occurred_on,
        occurred_at=signal.occurred_at,
        kinds=signal.kinds,
        **asdict(text),
    )
    if key is not None:
        version.pk = key
    version.save(force_insert=True)
    return version
