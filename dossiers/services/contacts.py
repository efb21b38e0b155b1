"""Contacts with parents: noted, and corrected by a new row that takes the place of the earlier (D1, D6, D8)."""

import uuid
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import Conflict, Refused
from core.once import already_made
from dossiers import events
from dossiers.models import ParentContact, Signal
from dossiers.selectors.contacts import latest_of
from dossiers.services.disclosures import mark_discussed
from dossiers.services.guard import account_of, lock_pupil, needed, past_day, require
from dossiers.services.terms import start_term
from schools.models import Guardian, Pupil

TEXTS = (
    "happened_on", "happened_at", "channel", "spoken_with", "guardian", "about", "agreed", "signal",
)  # fmt: skip


@transaction.atomic
def log_contact(
    *,
    actor: Actor,
    pupil: Pupil,
    key: uuid.UUID,
    happened_on: date,
    channel: str,
    spoken_with: str,
    about: str,
    agreed: str = "",
    happened_at: time | None = None,
    signal: Signal | None = None,
    guardian: Guardian | None = None,
) -> ParentContact:
    """Note a contact with parents. Returns it, also for the same form sent again.

    `guardian` is the parent whom it was with, if it was one of them; `signal` was discussed: parents read
    it from now on (A1). Raises PermissionDenied without role or cause; Refused for a day in the future, an
    unknown way of contact, no partner or subject, or a signal or parent of another pupil.
    """
    made = already_made(ParentContact, key, author_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    locked = lock_pupil(pupil.pk)
    require(actor, "dossiers.log_talk", locked)
    values = _checked(
        locked,
        happened_on=happened_on,
        happened_at=happened_at,
        channel=channel,
        spoken_with=spoken_with,
        guardian=guardian,
        about=about,
        agreed=agreed,
        signal=signal,
    )
    contact = _add(actor, locked, key, values)
    record(events.CONTACT_LOGGED, actor=actor, obj=contact, channel=channel)
    return contact


@transaction.atomic
def correct_contact(
    *,
    actor: Actor,
    contact: ParentContact,
    key: uuid.UUID,
    seen: uuid.UUID,
    reason: str,
    values: Mapping[str, Any],
) -> ParentContact:
    """Put a new row in the place of the last one of `contact`, which stays readable (D6). Returns the new one.

    `seen` is the row on which the form was opened: Conflict if somebody corrected it since. `values` are
    those of TEXTS. Raises PermissionDenied for others than its author, AF HGKM and manager; Refused
    without a reason or a change, for a contact of which the text was erased, and as `log_contact`.
    """
    made = already_made(ParentContact, key, author_id=actor.pk, pupil_id=contact.pupil_id)
    if made is not None:
        return made
    locked = lock_pupil(contact.pupil_id)
    require(actor, "dossiers.correct_entry", contact)
    last = latest_of(contact)
    if last.pk != seen:
        raise Conflict(
            _(
                "Meanwhile somebody else corrected this contact. What you typed is still here. "
                "Compare it with the latest text below, and save again."
            )
        )
    if last.erased_at is not None:
        raise Refused(_("The text of this contact was erased on a request of a parent."))
    reason = needed(reason, "change_reason", _("Say why you correct it."))
    checked = _checked(locked, **values)
    changed = [name for name in TEXTS if getattr(last, name) != checked[name]]
    if not changed:
        raise Refused(_("Nothing has changed yet. Change what is not right."))
    corrected = _add(actor, locked, key, checked | {"replaces": last, "change_reason": reason})
    record(events.CONTACT_CORRECTED, actor=actor, obj=corrected, fields=changed)
    return corrected


def _checked(pupil: Pupil, **values: Any) -> dict[str, Any]:
    """Return what is kept. Raises Refused."""
    past_day(values["happened_on"], "happened_on")
    if values["channel"] not in ParentContact.Channel.values:
        raise Refused(_("Choose how you had contact."), field="channel")
    if values["signal"] is not None and values["signal"].pupil_id != pupil.pk:
        raise Refused(_("Choose a signal of this pupil."), field="signal")
    if values["guardian"] is not None and values["guardian"].pupil_id != pupil.pk:
        raise Refused(_("Choose a parent of this child."), field="guardian")
    needed(values["spoken_with"], "spoken_with", _("Say with whom you spoke."))
    needed(values["about"], "about", _("Say what it was about."))
    return {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }


def _add(actor: Actor, pupil: Pupil, key: uuid.UUID, values: dict[str, Any]) -> ParentContact:
    """Keep a row, start the days after which the parent reads it, and open the signal it was about."""
    contact = ParentContact(
        pk=key,
        school_id=pupil.school_id,
        pupil=pupil,
        author_id=account_of(actor),
        **values,
    )
    contact.save(force_insert=True)
    start_term(pupil=pupil, entry=contact)
    if contact.signal is not None:
        mark_discussed(actor=actor, signals=[contact.signal], contact=contact)
    return contact
