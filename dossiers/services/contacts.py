"""Contacts with parents (D1, D8)."""

import uuid
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import Refused
from core.once import already_made
from dossiers import events
from dossiers.models import ParentContact, Signal
from dossiers.services.guard import account_of, needed, past_day, require
from schools.models import Pupil


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
) -> ParentContact:
    """Note a contact with parents. Returns it, also for the same form sent again.

    Raises PermissionDenied without role or cause; Refused for a day in the future, an unknown way of
    contact, no partner or subject, or a signal of another pupil.
    """
    made = already_made(ParentContact, key, author_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    require(actor, "dossiers.log_talk", pupil)
    past_day(happened_on, "happened_on")
    if channel not in ParentContact.Channel.values:
        raise Refused(_("Choose how you had contact."), field="channel")
    if signal is not None and signal.pupil_id != pupil.pk:
        raise Refused(_("Choose a signal of this pupil."), field="signal")
    contact = ParentContact(
        pk=key,
        school_id=pupil.school_id,
        pupil=pupil,
        author_id=account_of(actor),
        happened_on=happened_on,
        happened_at=happened_at,
        channel=channel,
        signal=signal,
        spoken_with=needed(spoken_with, "spoken_with", _("Say with whom you spoke.")),
        about=needed(about, "about", _("Say what it was about.")),
        agreed=agreed.strip(),
    )
    contact.save(force_insert=True)
    record(events.CONTACT_LOGGED, actor=actor, obj=contact, channel=channel)
    return contact
