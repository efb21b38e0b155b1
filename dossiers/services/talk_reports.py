"""The report of a talk, in versions, and the agreements that it ends with (D8).

A talk always ends with a date: agreements that are looked at, or a day on which one looks again.
"""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.errors import Conflict, Refused
from core.once import already_made
from core.workdays import today
from dossiers import events
from dossiers.models import Disclosure, Draft, FollowUp, Signal, Talk, TalkReport
from dossiers.selectors.people import possible_assignees
from dossiers.services.disclosures import disclose_report, mark_discussed
from dossiers.services.drafts import drop_draft
from dossiers.services.guard import account_of, needed, past_day
from dossiers.services.talks import lock_talk
from dossiers.services.terms import start_term
from dossiers.workflow import TalkAction, remind_on, talk_after
from schools.models import Guardian


@dataclass(frozen=True, slots=True)
class ReportText:
    """What a version of a report says."""

    held_on: date
    present: str
    discussed: str
    held_at: time | None = None
    parents_view: str = ""
    child_view: str = ""
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement that is SMART: what, by whom, how one sees it, by when, and who of us looks."""

    what: str
    owner: str
    measure: str
    due_on: date
    assignee: User


@transaction.atomic
def record_report(
    *,
    actor: Actor,
    talk: Talk,
    key: uuid.UUID,
    text: ReportText,
    agreements: Sequence[Agreement] = (),
    look_again_on: date | None = None,
    signals: Sequence[Signal] = (),
) -> TalkReport:
    """Write the first version of the report: the talk is held. Returns it, also for the same form again.

    `signals` were discussed: parents read them from now on (A1). Raises PermissionDenied for who doesn't
    hold the talk; Conflict if somebody wrote the report meanwhile; Refused without who was there or what
    was discussed, for a day to come, for a heavy talk without a second professional or minute-taker,
    and without an agreement or a date to look again; IllegalTransition for a cancelled talk.
    """
    made = already_made(TalkReport, key, author_id=actor.pk, talk_id=talk.pk)
    if made is not None:
        return made
    locked = lock_talk(talk, actor)
    if locked.state == Talk.State.HELD:
        raise Conflict(
            _(
                "Meanwhile somebody else wrote the report of this talk. What you typed is still here. "
                "Compare it with that report, and correct it if something is missing."
            )
        )
    locked.state = Talk.State(talk_after(locked.state, TalkAction.HOLD))
    if locked.needs_second:
        raise Refused(no_second())
    checked = _checked(text)
    if not agreements and look_again_on is None:
        raise Refused(no_date(), field="look_again_on")
    locked.held_on = checked.held_on
    locked.save(update_fields=["state", "held_on"])
    locked.signals.set(signals)
    report = _add_version(actor, locked, 1, checked, key=key)
    for agreement in agreements:
        _agree(actor, locked, agreement)
    if look_again_on is not None:
        _look_again(actor, locked, look_again_on)
    start_term(pupil=locked.pupil, entry=report)
    mark_discussed(actor=actor, signals=signals, talk=locked)
    drop_draft(actor=actor, pupil=locked.pupil, form=Draft.Form.TALK_REPORT, about=locked)
    record(events.TALK_REPORTED, actor=actor, obj=report, signals=len(signals))
    return report


@transaction.atomic
def correct_report(
    *, actor: Actor, talk: Talk, key: uuid.UUID, number: int, reason: str, text: ReportText
) -> TalkReport:
    """Add a version that counts from now on (D6). Returns it. Parents are asked to sign this one anew.

    `number` is the version on which the form was opened: Conflict if a later one exists. Raises
    PermissionDenied for who doesn't hold the talk; Refused without a reason or a change, as `record_report`.
    """
    made = already_made(TalkReport, key, author_id=actor.pk, talk_id=talk.pk)
    if made is not None:
        return made
    locked = lock_talk(talk, actor)
    last = last_report(locked)
    if last is None:
        raise Refused(_("There is no report of this talk yet."))
    if last.number != number:
        raise Conflict(
            _(
                "Meanwhile somebody else corrected this report. What you typed is still here. "
                "Compare it with the latest version below, and save again."
            )
        )
    reason = needed(reason, "change_reason", _("Say why you correct it."))
    checked = _checked(text)
    changed = [name for name, value in asdict(checked).items() if getattr(last, name) != value]
    if not changed:
        raise Refused(_("Nothing has changed yet. Change what is not right."))
    report = _add_version(actor, locked, number + 1, checked, key=key, reason=reason)
    locked.held_on = checked.held_on
    locked.save(update_fields=["held_on"])
    start_term(pupil=locked.pupil, entry=report)
    record(events.REPORT_CORRECTED, actor=actor, obj=report, version=number + 1, fields=changed)
    return report


@transaction.atomic
def add_agreement(*, actor: Actor, talk: Talk, key: uuid.UUID, agreement: Agreement) -> FollowUp:
    """Add an agreement to a talk that was held. Returns it, also for a repeat.

    Raises PermissionDenied for who doesn't hold the talk; Refused for a talk that isn't held, and for an
    agreement that isn't SMART or is to be looked at by somebody without a cause.
    """
    made = already_made(FollowUp, key, talk_id=talk.pk)
    if made is not None:
        return made
    locked = lock_talk(talk, actor)
    if locked.state != Talk.State.HELD:
        raise Refused(_("First write the report of this talk."))
    return _agree(actor, locked, agreement, key=key)


@transaction.atomic
def send_report(
    *, actor: Actor, talk: Talk, number: int, guardians: Sequence[Guardian]
) -> list[Disclosure]:
    """Give parents of the talk their copy of version `number`, to read and sign. Returns what is new to them.

    Who has it already gets no second one. Raises PermissionDenied for who doesn't hold the talk; Conflict
    if the report was corrected since it was read; Refused without a report or a parent.
    """
    report = last_report(lock_talk(talk, actor))
    if report is None:
        raise Refused(_("There is no report of this talk yet."))
    if report.number != number:
        raise Conflict(_("Meanwhile this report was corrected. Read it again."))
    if not guardians:
        raise Refused(_("Choose which parent may read it."), field="guardians")
    return disclose_report(actor=actor, report=report, guardians=guardians)


def last_report(talk: Talk) -> TalkReport | None:
    """Return the version that counts, or None before the report is written."""
    report: TalkReport | None = talk.reports.order_by("-number").first()
    return report


def no_second() -> str:
    """Why a heavy talk can't be reported yet (D8)."""
    return _(
        "A heavy talk is held with a second professional or an independent minute-taker. First say who that "
        "was: change the plan of the talk."
    )


def no_date() -> str:
    """Why a talk can't be finished without a date (D8)."""
    return _(
        "A talk always ends with a date. Write down an agreement, or choose the day on which you look again."
    )


def _checked(text: ReportText) -> ReportText:
    """Return the text as it is kept. Raises Refused."""
    past_day(text.held_on, "held_on")
    values: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(text).items()
    }
    needed(text.present, "present", _("Say who were there."))
    needed(text.discussed, "discussed", _("Say what you discussed."))
    return ReportText(**values)


def _add_version(
    actor: Actor, talk: Talk, number: int, text: ReportText, *, key: uuid.UUID, reason: str = ""
) -> TalkReport:
    report = TalkReport(
        pk=key,
        school_id=talk.school_id,
        talk=talk,
        number=number,
        author_id=account_of(actor),
        change_reason=reason,
        **asdict(text),
    )
    report.save(force_insert=True)
    return report


def _agree(
    actor: Actor, talk: Talk, agreement: Agreement, *, key: uuid.UUID | None = None
) -> FollowUp:
    """Set the evaluation of an agreement. Raises Refused for what a SMART agreement lacks."""
    what = needed(agreement.what, "what", _("Say what was agreed."))
    owner = needed(agreement.owner, "owner", _("Say who does it."))
    measure = needed(agreement.measure, "measure", _("Say how you see that it is done."))
    if agreement.assignee.pk != actor.pk and agreement.assignee not in possible_assignees(
        talk.pupil
    ):
        raise Refused(_("Choose somebody of this pupil's team."), field="assignee")
    return _set(actor, talk, agreement.due_on, agreement.assignee.pk, key, what, owner, measure)


def _look_again(actor: Actor, talk: Talk, day: date) -> FollowUp:
    what = _("No agreements were needed. Look how it goes now.")
    return _set(actor, talk, day, account_of(actor), None, what, field="look_again_on")


def _set(
    actor: Actor,
    talk: Talk,
    due_on: date,
    assignee_id: int,
    key: uuid.UUID | None,
    what: str,
    owner: str = "",
    measure: str = "",
    *,
    field: str = "due_on",
) -> FollowUp:
    if due_on < today():
        raise Refused(_("This date has passed. Choose today or later."), field=field)
    follow_up = FollowUp(
        school_id=talk.school_id,
        pupil_id=talk.pupil_id,
        talk=talk,
        assignee_id=assignee_id,
        due_on=due_on,
        remind_on=remind_on(today(), due_on),
        what=what,
        owner=owner,
        measure=measure,
    )
    if key is not None:
        follow_up.pk = key
    follow_up.save(force_insert=True)
    record(events.FOLLOW_UP_SET, actor=actor, obj=follow_up, due=due_on, assignee=assignee_id)
    return follow_up
