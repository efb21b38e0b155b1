"""After the decision: the report, what Veilig Thuis decides, monitoring, and the clock (M8–M10)."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import SYSTEM, Actor
from core.duties import claim_each, together
from core.errors import IllegalTransition, Refused
from core.once import already_made
from core.workdays import local_date, today
from meldcode import events, notifications
from meldcode.models import Case, CaseDuty, Decision, Feedback, MonitoringNote, Report
from meldcode.services.base import add_record, advance, locked, log, needed, person, require
from meldcode.services.duties import Agreed, agree, finish, monitor_next, open_duties
from meldcode.services.filing import Filing, save_report, why_not_told
from meldcode.workflow import Action, State


@transaction.atomic
def file_report(*, actor: Actor, decision: Decision, key: uuid.UUID, filing: Filing) -> Report:
    """Record that the manager filed the report (M8). The five working days arise by themselves (M9).

    Returns the report. Raises PermissionDenied; IllegalTransition when no confirmed report waits;
    Refused for a moment in the future, or when the parents weren't told and no reason is given.
    """
    made = already_made(Report, key, author_id=person(actor), decision_id=decision.pk)
    if made is not None:
        return made
    case = locked(decision.case_id)
    require(actor, "meldcode.file_report", case)
    if filing.filed_at > timezone.now():
        raise Refused(_("This moment is in the future."), field="filed_at")
    why_not_told(
        filing,
        _("The parents are told before, unless safety forbids it. Write down why they were not."),
    )
    current = Decision.objects.filter(case=case, state=Decision.State.CONFIRMED).first()
    if current is None or current.pk != decision.pk or not current.report:
        raise IllegalTransition(_("There is no confirmed decision to report. Reload the page."))
    advance(case, Action.FILE_REPORT, actor=actor)
    report = save_report(actor=actor, case=case, key=key, filing=filing, decision=current)
    log(events.REPORT_FILED, actor=actor, case=case, obj=report)
    notifications.filed(report)
    return report


@dataclass(frozen=True, slots=True)
class Word:
    """What Veilig Thuis decided or told (M9), what was agreed, and when the school looks again (M10)."""

    received_on: date
    route: str
    content: str
    monitor_on: date
    parties: str = ""
    conditions: str = ""
    monitor_until: date | None = None
    agreements: tuple[Agreed, ...] = ()


@transaction.atomic
def record_feedback(*, actor: Actor, report: Report, key: uuid.UUID, word: Word) -> Feedback:
    """Record what Veilig Thuis decided on a report; the duty of five working days is done (M9).

    The duty is done on the day on which the word came in, not on which it was typed. Each agreement
    becomes a duty; later word adds to what was agreed before. While another report waits for Veilig
    Thuis, the case waits too. Returns it.

    Raises PermissionDenied; IllegalTransition when the case is closed; Refused for an empty text or
    dates that can't be.
    """
    made = already_made(Feedback, key, author_id=person(actor), report_id=report.pk)
    if made is not None:
        return made
    case = locked(report.case_id)
    require(actor, "meldcode.work_on_case", case)
    _possible_word(report, word)
    waiting = open_duties(case, CaseDuty.Kind.VEILIG_THUIS_DECISION)
    advance(case, _moving(case, heard=report, waiting=waiting), actor=actor)
    feedback = Feedback(
        pk=key,
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        report=report,
        received_on=word.received_on,
        route=word.route,
        content=needed(word.content, "content"),
        parties=word.parties.strip(),
        conditions=word.conditions.strip(),
        monitor_on=word.monitor_on,
        monitor_until=word.monitor_until,
    )
    feedback.save(force_insert=True)
    finish((d for d in waiting if d.report_id == report.pk), actor=actor, on=word.received_on)
    monitor_next(case, word.monitor_on, actor=actor)
    agree(case, CaseDuty.Kind.AGREEMENT, word.agreements, feedback=feedback)
    log(events.FEEDBACK_RECORDED, actor=actor, case=case, obj=feedback, route=feedback.route)
    return feedback


def _possible_word(report: Report, word: Word) -> None:
    """Raise Refused for the first date that can't be."""
    if word.received_on < local_date(report.filed_at):
        raise Refused(_("This day lies before the report."), field="received_on")
    if word.monitor_on <= today():
        raise Refused(_("Choose a day later than today."), field="monitor_on")
    if word.monitor_until is not None and word.monitor_until < word.monitor_on:
        raise Refused(_("This lies before the day on which you look again."), field="monitor_until")


def _moving(case: Case, *, heard: Report, waiting: list[CaseDuty]) -> Action:
    """Return how word on `heard` moves the case: on, unless Veilig Thuis still decides on another."""
    if case.state != State.REPORTED:
        return Action.FEEDBACK
    if any(duty.report_id != heard.pk for duty in waiting):
        return Action.WORK
    return Action.FEEDBACK_HELP if open_duties(case, CaseDuty.Kind.HELP_TERM) else Action.FEEDBACK


@transaction.atomic
def record_monitoring(
    *, actor: Actor, case: Case, key: uuid.UUID, happened_on: date, findings: str, next_on: date
) -> MonitoringNote:
    """Record how the child is, and when to look again (M10). Returns it.

    Raises PermissionDenied; IllegalTransition when the case isn't monitored; Refused for an empty text
    or a next day that isn't later than today.
    """
    made = already_made(MonitoringNote, key, author_id=person(actor), case_id=case.pk)
    if made is not None:
        return made
    if next_on <= today():
        raise Refused(_("Choose a day later than today."), field="next_on")
    note = add_record(
        MonitoringNote,
        actor=actor,
        case=case,
        key=key,
        event=events.MONITORED,
        action=Action.MONITOR,
        happened_on=happened_on,
        findings=needed(findings, "findings"),
        next_on=next_on,
    )
    monitor_next(note.case, next_on, actor=actor)
    return note


def remind_duties(*, on: date | None = None) -> int:
    """Remind the AF HGKM of duties that come near, and warn the manager of those that passed (M9, T).

    Each once, however often and late it runs. A transaction a duty. Returns how many went out.
    """
    day = on or today()
    duties = CaseDuty.objects.select_related("case").open()
    return together(
        lambda: claim_each(duties.filter(remind_on__lte=day), "reminded_at", _remind),
        lambda: claim_each(duties.overdue(day), "escalated_at", _escalate),
    )


def _remind(duty: CaseDuty) -> None:
    record(events.DUTY_REMINDED, actor=SYSTEM, obj=duty.case, kind=duty.kind)
    notifications.reminder(duty)


def _escalate(duty: CaseDuty) -> None:
    record(events.DUTY_ESCALATED, actor=SYSTEM, obj=duty.case, kind=duty.kind)
    notifications.escalation(duty)
