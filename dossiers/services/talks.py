"""Talks with parents: planned, changed, cancelled, parents invited by a letter each (D8).

Preparing a talk is for whoever has a cause in the dossier; changing, inviting and reporting are for who
holds it (its author or second professional), the AF HGKM and the manager.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from core.actors import SYSTEM, Actor
from core.duties import claim_each
from core.errors import Conflict, Refused
from core.once import already_made
from core.workdays import today
from dossiers import events, letters, notifications
from dossiers.disclosure import dump
from dossiers.letters import LetterKind, reads_portal
from dossiers.models import Disclosure, Signal, Talk
from dossiers.selectors.people import possible_assignees
from dossiers.services.disclosures import names_for
from dossiers.services.guard import account_of, lock_pupil, needed, require
from dossiers.workflow import TalkAction, talk_after
from schools.models import Guardian, Pupil
from schools.querysets import on_day

AHEAD = timedelta(days=366)
_LISTS = ("guardians", "signals")


@dataclass(frozen=True, slots=True)
class TalkPlan:
    """What is planned. `preparation` is for the staff alone."""

    kind: str
    planned_on: date
    goal: str
    planned_at: time | None = None
    place: str = ""
    attending: str = ""
    second: User | None = None
    minute_taker: str = ""
    preparation: str = ""
    guardians: tuple[Guardian, ...] = ()
    signals: tuple[Signal, ...] = ()


@transaction.atomic
def plan_talk(*, actor: Actor, pupil: Pupil, key: uuid.UUID, plan: TalkPlan) -> Talk:
    """Plan a talk. Returns it, also for the same form sent again.

    Raises PermissionDenied without role or cause; Refused for an unknown kind, no goal, a day out of
    reach, parents or signals of another child, or a second professional who isn't of the child's team.
    """
    made = already_made(Talk, key, author_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    require(actor, "dossiers.plan_talk", pupil)
    talk = Talk(pk=key, school_id=pupil.school_id, pupil=pupil, author_id=account_of(actor))
    _put(talk, plan)
    talk.save(force_insert=True)
    talk.guardians.set(plan.guardians)
    talk.signals.set(plan.signals)
    record(events.TALK_PLANNED, actor=actor, obj=talk, kind=talk.kind)
    return talk


@transaction.atomic
def change_talk(*, actor: Actor, talk: Talk, seen: str, reason: str, plan: TalkPlan) -> Talk:
    """Change a planned talk. Who had a letter gets a new one, if it would read differently. Returns the talk.

    `seen` is the `mark_of` the plan on which the form was opened: Conflict if somebody changed it since.
    Raises Refused without a reason or a change, and as `plan_talk`; IllegalTransition once it is held or
    cancelled; PermissionDenied for who doesn't hold it.
    """
    locked = lock_talk(talk, actor)
    talk_after(locked.state, TalkAction.CHANGE)
    if mark_of(locked) != seen:
        raise Conflict(
            _(
                "Meanwhile somebody else changed this talk. What you typed is still here. Compare it "
                "with the plan below, and save again."
            )
        )
    reason = needed(reason, "change_reason", _("Say why you change it."))
    before = plan_of(locked)
    _put(locked, plan)
    after = plan_of(locked, guardians=plan.guardians, signals=plan.signals)
    changed = [
        one.name for one in fields(before) if _value(before, one.name) != _value(after, one.name)
    ]
    if not changed:
        raise Refused(_("Nothing has changed yet. Change what is not right."))
    locked.change_reason, locked.reminded_at = reason, None
    locked.save()
    locked.guardians.set(plan.guardians)
    locked.signals.set(plan.signals)
    record(events.TALK_CHANGED, actor=actor, obj=locked, fields=changed)
    _write_again(actor, locked)
    return locked


@transaction.atomic
def cancel_talk(*, actor: Actor, talk: Talk, reason: str) -> Talk:
    """Cancel a planned talk; who had a letter gets another. Returns it, also for a repeat.

    Raises Refused without a reason, IllegalTransition once it is held, PermissionDenied for who doesn't
    hold it.
    """
    locked = lock_talk(talk, actor)
    reason = needed(reason, "cancel_reason", _("Say why it is cancelled."))
    if locked.state == Talk.State.CANCELLED and locked.cancel_reason == reason:
        return locked
    locked.state = Talk.State(talk_after(locked.state, TalkAction.CANCEL))
    locked.cancel_reason = reason
    locked.save(update_fields=["state", "cancel_reason"])
    record(events.TALK_CANCELLED, actor=actor, obj=locked)
    for guardian in letters_to(locked):
        _write(actor, locked, guardian, LetterKind.CANCELLED)
    return locked


@transaction.atomic
def invite(*, actor: Actor, talk: Talk, guardians: Sequence[Guardian]) -> list[Disclosure]:
    """Write the chosen parents a letter in the portal, each their own. Returns the letters made now.

    A parent without gezag, or whose portal is blocked, gets none there: the letter is for paper alone. Who
    has the same letter already gets no second one. Raises Refused if nobody is chosen, the day has passed
    or a parent isn't asked to this talk; IllegalTransition once it is held or cancelled.
    """
    locked = lock_talk(talk, actor)
    talk_after(locked.state, TalkAction.CHANGE)
    if locked.planned_on < today():
        raise Refused(_("The day of this talk has passed. Change the talk first."))
    asked = {guardian.pk for guardian in locked.guardians.all()}
    if not guardians or any(guardian.pk not in asked for guardian in guardians):
        raise Refused(_("Choose at least one parent of this talk."), field="guardians")
    made = [
        letter
        for guardian in guardians
        if reads_portal(guardian)
        and (letter := _write(actor, locked, guardian, LetterKind.INVITATION)) is not None
    ]
    locked.invited_at = locked.invited_at or timezone.now()
    locked.save(update_fields=["invited_at"])
    record(events.TALK_INVITED, actor=actor, obj=locked, guardians=[one.pk for one in guardians])
    return made


def remind_unreported(day: date) -> int:
    """Tell the authors of talks whose day has passed that the report waits. Returns how many.

    Each once and in a transaction of its own, with its mail.
    """
    waiting = Talk.objects.filter(state=Talk.State.PLANNED, planned_on__lt=day)
    return claim_each(waiting, "reminded_at", _remind)


def lock_talk(talk: Talk, actor: Actor) -> Talk:
    """Return the talk, locked with its pupil. Raises PermissionDenied for who doesn't hold it."""
    lock_pupil(talk.pupil_id)
    locked: Talk = (
        Talk.objects.select_for_update(of=("self",))
        .select_related("pupil", "school__board", "author", "second")
        .get(pk=talk.pk)
    )
    require(actor, "dossiers.hold_talk", locked)
    return locked


def plan_of(
    talk: Talk,
    *,
    guardians: tuple[Guardian, ...] | None = None,
    signals: tuple[Signal, ...] | None = None,
) -> TalkPlan:
    """Return the talk as it is planned; `guardians` and `signals` if they are not saved yet."""
    values = {
        one.name: getattr(talk, one.name) for one in fields(TalkPlan) if one.name not in _LISTS
    }
    return TalkPlan(
        guardians=tuple(talk.guardians.all()) if guardians is None else guardians,
        signals=tuple(talk.signals.all()) if signals is None else signals,
        **values,
    )


def mark_of(talk: Talk) -> str:
    """Return a mark of what is planned now: another plan has another mark (lost-update guard)."""
    plan = plan_of(talk)
    told = repr([_value(plan, one.name) for one in fields(plan)])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def letters_to(talk: Talk) -> list[Guardian]:
    """Return the parents who had a letter about this talk and may read in the portal today."""
    found = Disclosure.objects.filter(invitation=talk).values("guardian")
    return [
        guardian for guardian in Guardian.objects.filter(pk__in=found) if reads_portal(guardian)
    ]


def _put(talk: Talk, plan: TalkPlan) -> None:
    """Put the plan on the talk, checked; nothing is saved. Raises Refused."""
    if plan.kind not in Talk.Kind.values:
        raise Refused(_("Choose which kind of talk it is."), field="kind")
    if abs(plan.planned_on - today()) > AHEAD:
        raise Refused(_("This date is too far away. Check the year."), field="planned_on")
    pupil = talk.pupil
    own = Guardian.objects.filter(on_day(today()), pupil=pupil)
    if {one.pk for one in plan.guardians} - set(own.values_list("pk", flat=True)):
        raise Refused(_("Choose parents of this child."), field="guardians")
    if any(signal.pupil_id != pupil.pk for signal in plan.signals):
        raise Refused(_("Choose signals of this pupil."), field="signals")
    new = plan.second is not None and plan.second.pk != talk.second_id
    if plan.second is not None and plan.second.pk == talk.author_id:
        raise Refused(_("Choose somebody else beside you."), field="second")
    if new and plan.second not in possible_assignees(pupil):
        raise Refused(_("Choose somebody of this pupil's team."), field="second")
    for name, value in columns_of(plan).items():
        setattr(talk, name, value.strip() if isinstance(value, str) else value)
    needed(talk.goal, "goal", _("Say what you want to reach with this talk."))


def columns_of(plan: TalkPlan) -> dict[str, object]:
    """Return the columns of the plan, without its lists."""
    return {one.name: getattr(plan, one.name) for one in fields(plan) if one.name not in _LISTS}


def _value(plan: TalkPlan, name: str) -> object:
    """Return one value of a plan to compare: of people and signals their ids."""
    value = getattr(plan, name)
    if name in _LISTS:
        return sorted(str(one.pk) for one in value)
    return value.pk if isinstance(value, User) else value


def _write_again(actor: Actor, talk: Talk) -> None:
    """Write who had a letter a new one: changed, or cancelled for who isn't asked any more."""
    asked = {guardian.pk for guardian in talk.guardians.all()}
    for guardian in letters_to(talk):
        kind = LetterKind.CHANGED if guardian.pk in asked else LetterKind.CANCELLED
        _write(actor, talk, guardian, kind)


def _write(actor: Actor, talk: Talk, guardian: Guardian, kind: LetterKind) -> Disclosure | None:
    """Add a letter for one parent and tell that parent; None if the last one says the same."""
    letter = letters.letter_of(talk, guardian, kind=kind, names=names_for(talk.pupil))
    sent = Disclosure.objects.filter(invitation=talk, guardian=guardian).last()
    if sent is not None:
        last = letters.letter_in(sent)
        over, again = kind == LetterKind.CANCELLED, last.kind == LetterKind.CANCELLED
        if (over and again) or (not over and not again and letter.says_the_same(last)):
            return None
    made = Disclosure(
        school_id=talk.school_id,
        pupil=talk.pupil,
        invitation=talk,
        guardian=guardian,
        author_id=account_of(actor),
        content=dump(letter),
    )
    made.save(force_insert=True)
    notifications.letter_waits(made, guardian)
    return made


def _remind(talk: Talk) -> None:
    record(events.TALK_REMINDED, actor=SYSTEM, obj=talk)
    notifications.report_to_write(talk)
