"""Keeping an entry from parents (A4): with a reason, for all or for one, looked at again on a day.

It hides at once, also what was open before: taking back what was opened by mistake is withholding it.
"""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import SYSTEM, Actor
from core.duties import claim_each
from core.errors import IllegalTransition, Refused
from core.once import already_made
from core.workdays import today
from dossiers import events, notifications
from dossiers.models import Withholding, entry_of
from dossiers.services.disclosures import open_entry
from dossiers.services.guard import account_of, lock_pupil, needed, require
from dossiers.services.terms import Entry, close_term, name_of, start_term
from schools.models import Guardian, Pupil

LONGEST = timedelta(days=183)
"""A4: the need is looked at again; half a year is the longest that anybody goes without."""
REMIND_BEFORE = timedelta(days=7)


@transaction.atomic
def withhold_entry(
    *,
    actor: Actor,
    entry: Entry,
    key: uuid.UUID,
    reason: str,
    review_on: date,
    guardian: Guardian | None = None,
) -> Withholding:
    """Keep an entry from all parents, or from `guardian`, and close its term. Returns it; twice is once.

    Raises PermissionDenied for others than AF HGKM and manager; Refused without a reason, for a review
    in the past or more than half a year away, for a parent of another pupil, or if it is kept already.
    """
    made = already_made(Withholding, key, author_id=actor.pk, **{f"{name_of(entry)}_id": entry.pk})
    if made is not None:
        return made
    pupil = lock_pupil(entry.pupil_id)
    require(actor, "dossiers.withhold_entry", entry)
    if guardian is not None and guardian.pupil_id != pupil.pk:
        raise Refused(_("Choose a parent of this pupil."), field="guardian")
    running = Withholding.objects.of_entry(entry).open()
    if running.filter(guardian__in=[guardian] if guardian else []).exists() or (
        running.filter(guardian=None).exists()
    ):
        raise Refused(_("This is kept from the parents already."))
    kept = _new(actor, pupil, entry, key, reason=reason, review_on=review_on, guardian=guardian)
    if guardian is None:
        close_term(actor=actor, entry=entry)
    record(events.WITHHELD, actor=actor, obj=kept, one_parent=guardian is not None)
    return kept


@transaction.atomic
def continue_withholding(
    *, actor: Actor, withholding: Withholding, key: uuid.UUID, reason: str, review_on: date
) -> Withholding:
    """Look again and keep it: the old one ends as 'still needed', a new one begins. Returns the new one.

    `reason` says why it is still needed. Raises as `withhold_entry`; IllegalTransition if it ended.
    """
    made = already_made(Withholding, key, author_id=actor.pk, pupil_id=withholding.pupil_id)
    if made is not None:
        return made
    old = _locked(actor, withholding)
    entry = entry_of(old)
    reason = needed(reason, "reason", _("Say why the parents may not read it."))
    _end(actor, old, Withholding.Outcome.CONTINUED, reason)
    kept = _new(
        actor, old.pupil, entry, key, reason=reason, review_on=review_on, guardian=old.guardian
    )
    record(events.WITHHOLDING_CONTINUED, actor=actor, obj=kept)
    return kept


@transaction.atomic
def end_withholding(
    *, actor: Actor, withholding: Withholding, result: str, at_once: bool
) -> Withholding:
    """Look again and end it: parents read it `at_once`, or when its days have passed again.

    What was open before it was withheld is open again in any case. The same end sent twice is once.
    Raises PermissionDenied; Refused without what the review came to; IllegalTransition if it was
    continued meanwhile.
    """
    pupil = lock_pupil(withholding.pupil_id)
    if not withholding.is_open and _is_repeat(actor, withholding, result):
        return withholding
    old = _locked(actor, withholding)
    result = needed(result, "result", _("Say what the review came to."))
    entry = entry_of(old)
    _end(actor, old, Withholding.Outcome.OPENED, result)
    record(events.WITHHOLDING_ENDED, actor=actor, obj=old, at_once=at_once)
    if Withholding.objects.of_entry(entry).open().filter(guardian=None).exists():
        return old  # another one still keeps it from all parents
    if at_once:
        open_entry(actor=actor, pupil=pupil, entry=entry)
    elif old.guardian_id is None:
        start_term(pupil=pupil, entry=entry)
    return old


def remind_reviews(day: date) -> int:
    """Remind the AF HGKM of reviews that are near on `day`. Returns how many."""
    due = Withholding.objects.open().filter(remind_on__lte=day)
    return claim_each(due, "reminded_at", _remind)


def escalate_reviews(day: date) -> int:
    """Tell the manager which reviews have passed on `day` without anybody who looked. Returns how many."""
    return claim_each(Withholding.objects.overdue(day), "escalated_at", _escalate)


def _remind(kept: Withholding) -> None:
    record(events.WITHHOLDING_REMINDED, actor=SYSTEM, obj=kept)
    notifications.review_soon(kept)


def _escalate(kept: Withholding) -> None:
    record(events.WITHHOLDING_ESCALATED, actor=SYSTEM, obj=kept)
    notifications.review_late(kept)


def _new(
    actor: Actor,
    pupil: Pupil,
    entry: Entry,
    key: uuid.UUID,
    *,
    reason: str,
    review_on: date,
    guardian: Guardian | None,
) -> Withholding:
    if not today() < review_on <= today() + LONGEST:
        raise Refused(
            _("Choose a day after today, at most half a year from now."), field="review_on"
        )
    made = Withholding(
        pk=key,
        school_id=entry.school_id,
        pupil=pupil,
        author_id=account_of(actor),
        guardian=guardian,
        reason=needed(reason, "reason", _("Say why the parents may not read it.")),
        due_on=review_on,
        remind_on=max(review_on - REMIND_BEFORE, today()),
        **{name_of(entry): entry},
    )
    made.save(force_insert=True)
    return made


def _locked(actor: Actor, withholding: Withholding) -> Withholding:
    """Return the withholding, locked, for who may end it. Raises IllegalTransition if it ended."""
    lock_pupil(withholding.pupil_id)
    require(actor, "dossiers.withhold_entry", withholding)
    locked: Withholding = Withholding.objects.select_for_update(of=("self",)).get(pk=withholding.pk)
    if not locked.is_open:
        raise IllegalTransition(_("Somebody looked at this again already. See what came of it."))
    return locked


def _is_repeat(actor: Actor, old: Withholding, result: str) -> bool:
    same = (old.done_by_id, old.outcome, old.result)
    return same == (actor.pk, Withholding.Outcome.OPENED, result.strip())


def _end(actor: Actor, old: Withholding, outcome: str, result: str) -> None:
    old.done_on, old.done_by_id = today(), account_of(actor)
    old.outcome, old.result = outcome, result
    old.save(update_fields=["done_on", "done_by", "outcome", "result"])
