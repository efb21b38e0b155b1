"""Consents of parents to share data with another organisation (A6): given, withdrawn, renewed, ended."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import rules
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import SYSTEM, Actor
from core.context import acting_as_system
from core.duties import claim_each, each_alone
from core.errors import IllegalTransition, Refused
from core.once import already_made
from core.workdays import school_year_of, today
from dossiers import events, notifications
from dossiers.models import Consent, Way
from dossiers.services.guard import account_of, lock_pupil, needed, past_day, require
from dossiers.services.parents import own_record, parents_with_gezag
from schools.models import Guardian, Pupil

KEEP = "dossiers.keep_consents"
REMIND_BEFORE = timedelta(weeks=2)
LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The four things without which a consent is not specific (A6)."""

    purpose: str
    what: str
    giver: str
    receiver: str


@transaction.atomic
def give_consent(
    *,
    actor: Actor,
    pupil: Pupil,
    key: uuid.UUID,
    text: ConsentText,
    agreed_by: Iterable[Guardian],
    agreed_on: date,
    way: str,
    due_on: date | None = None,
) -> Consent:
    """Note that parents agreed. Returns it, also for the same form sent again.

    Without `due_on` it counts until the end of the school year; never longer than a year. Raises
    PermissionDenied for others than AF HGKM and manager; Refused without one of the four (A6), without a
    parent with gezag, for a day in the future, or a last day that has passed or is too far away.
    """
    made = already_made(Consent, key, author_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    lock_pupil(pupil.pk)
    require(actor, KEEP, pupil)
    past_day(agreed_on, "agreed_on")
    if way not in Way.values:
        raise Refused(_("Choose how the parents agreed."), field="way")
    last = _last_day(agreed_on, due_on)
    parents = _agreeing(pupil, agreed_by)
    consent = Consent(
        pk=key,
        school_id=pupil.school_id,
        pupil=pupil,
        author_id=account_of(actor),
        agreed_on=agreed_on,
        due_on=last,
        remind_on=max(last - REMIND_BEFORE, today()),
        way=way,
        **_specific(text),
    )
    consent.save(force_insert=True)
    consent.agreed_by.set(parents)
    record(events.CONSENT_GIVEN, actor=actor, obj=consent, until=last, parents=len(parents))
    return consent


@transaction.atomic
def renew_consent(*, actor: Actor, consent: Consent, key: uuid.UUID, **given: Any) -> Consent:
    """Replace a running consent by a new one; `given` as `give_consent`. The old one ends as renewed.

    Raises IllegalTransition for one that has ended, and what `give_consent` raises.
    """
    made = already_made(Consent, key, author_id=actor.pk, pupil_id=consent.pupil_id)
    if made is not None:
        return made
    old = _locked(consent)
    require(actor, KEEP, old)
    _must_run(old)
    made = give_consent(actor=actor, pupil=old.pupil, key=key, **given)
    _end(old, Consent.Ending.RENEWED, actor)
    record(events.CONSENT_RENEWED, actor=actor, obj=old, by=made.pk)
    return made


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent: Consent, note: str = "") -> Consent:
    """End a consent at once, because a parent takes it back. Twice is once.

    A parent with gezag does it in the portal (then AF HGKM and author are told), or AF HGKM or manager
    for one who said so. Raises PermissionDenied for anybody else; IllegalTransition if it ended otherwise.
    """
    locked = _locked(consent)
    by_staff = rules.has_perm(KEEP, actor, locked)
    if by_staff:
        require(actor, KEEP, locked)
    else:
        own_record(actor, locked.pupil)
    if locked.ending == Consent.Ending.WITHDRAWN:
        return locked
    _must_run(locked)
    _end(locked, Consent.Ending.WITHDRAWN, actor, note=note.strip())
    record(events.CONSENT_WITHDRAWN, actor=actor, obj=locked, staff=by_staff)
    if not by_staff:
        notifications.tell_staff("consent", locked, actor)
    return locked


def remind_of_consents(day: date) -> int:
    """Tell the authors which consents end within two weeks, each once. Returns how many."""
    ending = Consent.objects.open().filter(remind_on__lte=day, due_on__gte=day)
    return claim_each(ending, "reminded_at", _remind)


def expire_consents(day: date) -> int:
    """End the consents whose last day lies before `day`. Returns how many. A transaction a row."""
    with acting_as_system():
        keys = list(Consent.objects.overdue(day).values_list("pk", flat=True))
    return each_alone(keys, lambda key: _expire(key, day), "dossiers.consent expiry")


def _remind(consent: Consent) -> None:
    record(events.CONSENT_REMINDED, actor=SYSTEM, obj=consent)
    notifications.consent_ends(consent)


def _expire(key: Any, day: date) -> bool:
    waiting = Consent.objects.overdue(day).select_for_update(of=("self",), no_key=True)
    consent = waiting.filter(pk=key).first()
    if consent is None:
        return False
    _end(consent, Consent.Ending.EXPIRED, SYSTEM)
    record(events.CONSENT_EXPIRED, actor=SYSTEM, obj=consent)
    notifications.consent_expired(consent)
    return True


def _end(consent: Consent, ending: str, actor: Actor, *, note: str = "") -> None:
    consent.done_on, consent.done_by_id = today(), actor.pk
    consent.ending, consent.ending_note = ending, note
    consent.save(update_fields=["done_on", "done_by", "ending", "ending_note"])


def _locked(consent: Consent) -> Consent:
    found: Consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    return found


def _must_run(consent: Consent) -> None:
    if not consent.is_open:
        raise IllegalTransition(_("This consent has ended already. Reload the page."))


def _last_day(agreed_on: date, due_on: date | None) -> date:
    last = due_on or max(school_year_of(agreed_on)[1], today())
    if last < today():
        raise Refused(_("This date has passed. Choose today or later."), field="due_on")
    if last > agreed_on + LONGEST:
        raise Refused(
            _("A consent counts for a year at most. Ask the parents again after that."),
            field="due_on",
        )
    return last


def _agreeing(pupil: Pupil, agreed_by: Iterable[Guardian]) -> list[Guardian]:
    wanted = {guardian.pk for guardian in agreed_by}
    found = list(parents_with_gezag(pupil).filter(pk__in=wanted))
    if not found or len(found) != len(wanted):
        raise Refused(
            _("Choose which parents agreed. Only a parent with gezag can."), field="agreed_by"
        )
    return found


def _specific(text: ConsentText) -> dict[str, str]:
    messages = {
        "purpose": _("Say what the data are needed for."),
        "what": _("Say which data are shared."),
        "giver": _("Say who gives the data."),
        "receiver": _("Say which organisation receives the data."),
    }
    return {name: needed(value, name, messages[name]) for name, value in asdict(text).items()}
