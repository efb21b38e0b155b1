"""Every write on runs. The run's row is locked first, then the step's: two people queue up."""

import uuid
from collections.abc import Collection
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import Conflict, Refused
from core.once import already_made
from core.views import may
from core.workdays import AMSTERDAM, local_date, today
from protocols import due_rules, events, notifications, workflow
from protocols.models import Protocol, Run, RunStep
from schools.models import Pupil, School


@transaction.atomic
def start_run(
    *,
    actor: Actor,
    key: uuid.UUID,
    school: School,
    protocol: Protocol,
    title: str,
    pupil: Pupil | None = None,
    counts_from: datetime | None = None,
    kept_out: Collection[int] = (),
) -> Run:
    """Start a protocol and give each step its term (P). Returns the run; the same `key` makes one.

    `counts_from` is the moment from which the periods count, now by default. The accounts `kept_out`
    hear nothing of it: whoever asks keeps the run itself from them. Raises Refused without a title, for
    a moment to come, or a pupil of another school; PermissionDenied without the right.
    """
    _demand(actor, "protocols.start_run", school)
    earlier = already_made(Run, key, started_by_id=actor.pk, school_id=school.pk)
    if earlier is not None:
        return earlier
    moment = counts_from or timezone.now()
    if not title.strip():
        raise Refused(_("Write in a few words what it is about."), field="title")
    if moment > timezone.now():
        raise Refused(_("This moment has yet to come."), field="counts_from_on")
    if pupil is not None and pupil.school_id != school.pk:
        raise Refused(_("This pupil is at another school."), field="pupil")
    run = Run.objects.create(
        pk=key,
        school=school,
        protocol=protocol,
        pupil=pupil,
        title=title,
        counts_from=moment,
        started_by_id=_person(actor),
    )
    RunStep.objects.bulk_create(_steps_of(run))
    record(events.STARTED, actor=actor, obj=run, protocol=protocol.code, version=protocol.version)
    notifications.started(run, actor=actor, kept_out=kept_out)
    return run


@transaction.atomic
def take_step(*, actor: Actor, step: RunStep) -> RunStep:
    """Put a step in the actor's name, so that reminders come to the actor alone.

    Raises Conflict if it was done meanwhile, IllegalTransition when the run is not running.
    """
    run, step = _lock(step)
    _demand(actor, "protocols.work_on_run", run)
    _refuse_done(step)
    workflow.after(run.state, workflow.Action.WORK_ON_STEP)
    step.assignee_id = actor.pk
    step.save(update_fields=["assignee"])
    record(events.TAKEN, actor=actor, obj=step, pupil_id=run.pupil_id, step=step.code)
    return step


@transaction.atomic
def complete_step(
    *,
    actor: Actor,
    step: RunStep,
    note: str = "",
    happened_on: date | None = None,
    last: bool = False,
) -> RunStep:
    """Tick a step off, as done on `happened_on` (today by default). Returns the step.

    Terms that count from it begin; a step that repeats comes back, unless this was the `last` time.
    The same actor again changes nothing. Raises Conflict (by whom and when) if somebody else was first,
    Refused for a day to come, IllegalTransition when the run is not running.
    """
    run, step = _lock(step)
    _demand(actor, "protocols.work_on_run", run)
    if step.outcome == RunStep.Outcome.DONE and step.done_by_id == actor.pk:
        return step
    _refuse_done(step)
    workflow.after(run.state, workflow.Action.WORK_ON_STEP)
    day = happened_on or today()
    if day > today():
        raise Refused(_("This date is in the future. Choose today or earlier."), field="done_on")
    step.note = note
    _finish(step, actor=actor, outcome=RunStep.Outcome.DONE, day=day)
    since = _moment_on(day)
    _begin_terms_after(step, since)
    if step.repeat_rule and not last:
        _come_back(step, since)
    record(
        events.COMPLETED,
        actor=actor,
        obj=step,
        pupil_id=run.pupil_id,
        step=step.code,
        round=step.round,
        with_note=bool(note),
    )
    _evaluate_if_finished(run, actor=actor)
    return step


@transaction.atomic
def skip_step(*, actor: Actor, step: RunStep, reason: str) -> RunStep:
    """Leave a step out, with the reason. Returns the step; it does not come back.

    Raises Refused without a reason; else as `complete_step`.
    """
    run, step = _lock(step)
    _demand(actor, "protocols.work_on_run", run)
    if step.is_skipped and step.done_by_id == actor.pk:
        return step
    _refuse_done(step)
    workflow.after(run.state, workflow.Action.WORK_ON_STEP)
    if not reason.strip():
        raise Refused(_("Write down why this step is not needed."), field="reason")
    step.skipped_reason = reason
    _finish(step, actor=actor, outcome=RunStep.Outcome.SKIPPED, day=today())
    record(events.SKIPPED, actor=actor, obj=step, pupil_id=run.pupil_id, step=step.code)
    _evaluate_if_finished(run, actor=actor)
    return step


@transaction.atomic
def close_run(*, actor: Actor, run: Run, evaluation: str) -> Run:
    """Close a run whose steps are all behind us, with an evaluation. Returns the run.

    Raises Refused without an evaluation, IllegalTransition while steps are open or when it is closed.
    """
    run = Run.objects.select_for_update().get(pk=run.pk)
    _demand(actor, "protocols.work_on_run", run)
    if run.state == Run.State.CLOSED and run.closed_by_id == actor.pk:
        return run
    if not evaluation.strip():
        raise Refused(_("Write down what went well and what can be better."), field="evaluation")
    run.evaluation, run.closed_by_id, run.closed_at = evaluation, actor.pk, timezone.now()
    advance(run, workflow.Action.CLOSE)
    record(events.CLOSED, actor=actor, obj=run)
    return run


def advance(run: Run, action: workflow.Action) -> None:
    """Set the state of a locked run; nothing else does. Raises IllegalTransition."""
    run.state = workflow.after(run.state, action)
    run.save(update_fields=["state", "evaluation", "closed_by", "closed_at"])


def _demand(actor: Actor, permission: str, obj: models.Model) -> None:
    if not actor.is_system and not may(actor, permission, obj):
        raise PermissionDenied(permission)


def _person(actor: Actor) -> int:
    if actor.pk is None:
        raise PermissionDenied("only a person starts a protocol")
    return actor.pk


def _lock(step: RunStep) -> tuple[Run, RunStep]:
    run = Run.objects.select_for_update().get(pk=step.run_id)
    return run, RunStep.objects.select_for_update().get(pk=step.pk)


def _refuse_done(step: RunStep) -> None:
    if step.done_by is None or step.done_at is None:
        return
    words = (
        _("%(who)s already skipped this step on %(day)s at %(time)s.")
        if step.is_skipped
        else _("%(who)s already ticked this step off on %(day)s at %(time)s.")
    )
    at = step.done_at.astimezone(AMSTERDAM)
    raise Conflict(
        words % {"who": step.done_by, "day": date_format(at, "j F"), "time": f"{at:%H:%M}"}
    )


def _finish(step: RunStep, *, actor: Actor, outcome: RunStep.Outcome, day: date) -> None:
    step.outcome, step.done_on, step.done_at = outcome, day, timezone.now()
    step.done_by_id = actor.pk
    step.save(update_fields=["outcome", "done_on", "done_at", "done_by", "note", "skipped_reason"])


def _steps_of(run: Run) -> list[RunStep]:
    texts = [(phase["title"], step) for phase in run.protocol.phases for step in phase["steps"]]
    steps = []
    for order, (phase, text) in enumerate(texts, start=1):
        step = RunStep(
            school_id=run.school_id,
            run=run,
            order=order,
            phase=phase,
            code=text["code"],
            title=text["title"],
            explanation=text["explanation"],
            responsible=text["responsible"],
            due_rule=text["due"],
            repeat_rule=text["repeat"],
        )
        if step.due_rule and not due_rules.parse(step.due_rule).after:
            _begin_term(step, step.due_rule, run.counts_from)
        steps.append(step)
    return steps


def _begin_term(step: RunStep, rule: str, since: datetime) -> None:
    step.due_on, step.due_at = due_rules.term(due_rules.parse(rule), since)
    step.remind_on = due_rules.remind_day(step.due_on, local_date(since))


def _begin_terms_after(done: RunStep, since: datetime) -> None:
    """Begin the terms of open steps that count from `done`; only its first round does so."""
    if done.round > 1:
        return
    waiting = RunStep.objects.filter(run=done.run_id, due_on=None, done_on=None).exclude(
        due_rule=""
    )
    for step in waiting:
        if due_rules.parse(step.due_rule).after == done.code:
            _begin_term(step, step.due_rule, since)
            step.save(update_fields=["due_on", "due_at", "remind_on"])


def _come_back(done: RunStep, since: datetime) -> None:
    again = RunStep(
        school_id=done.school_id,
        run_id=done.run_id,
        order=done.order,
        round=done.round + 1,
        phase=done.phase,
        code=done.code,
        title=done.title,
        explanation=done.explanation,
        responsible=done.responsible,
        repeat_rule=done.repeat_rule,
        assignee_id=done.assignee_id,
    )
    _begin_term(again, done.repeat_rule, since)
    again.save()


def _moment_on(day: date) -> datetime:
    # A term of hours that counts from an earlier day begins at that day's start: the safer side.
    if day == today():
        return timezone.now()
    return datetime.combine(day, time.min, tzinfo=AMSTERDAM)


def _evaluate_if_finished(run: Run, *, actor: Actor) -> None:
    if RunStep.objects.filter(run=run, done_on=None).exists():
        return
    advance(run, workflow.Action.FINISH_STEPS)
    record(events.FINISHED, actor=actor, obj=run)
