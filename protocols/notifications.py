"""Who hears that a protocol waits for them. No mail says which protocol, or about whom."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from core.actors import Actor
from protocols.kept_out import people_kept_from
from protocols.models import Responsible, Run, RunStep
from schools.notifications import tell
from schools.staffing import holders

STARTED = mail.register_notice("protocols.started", _("A protocol was started at your school."))
REMINDED = mail.register_notice(
    "protocols.step_due", _("A step of a protocol has to be done soon.")
)
ESCALATED = mail.register_notice(
    "protocols.step_overdue", _("A step of a protocol was not done in time.")
)


def started(run: Run, *, actor: Actor, kept_out: Collection[int] = ()) -> None:
    """Tell everybody who has a role in runs at the school, except who started it and the `kept_out`."""
    key = f"run:{run.pk}:started"
    path = _page_of(run)
    tell(
        run.school_id,
        "protocols.work_on_run",
        notice=STARTED,
        path=path,
        key=key,
        but=actor,
        kept_out=kept_out,
    )


def remind(step: RunStep) -> None:
    """Tell who took the step on; else, or if that person left, those whose step it is."""
    path, key = _page_of(step.run), f"run-step:{step.pk}:reminded"
    out = people_kept_from(step.run_id)
    at_work = {person.pk for person in holders(step.school_id, "protocols.work_on_run")} - out
    if step.assignee_id in at_work:
        mail.notify(user_id=step.assignee_id, notice=REMINDED, path=path, key=key)
    else:
        tell(step.school_id, step.responsible, notice=REMINDED, path=path, key=key, kept_out=out)


def escalate(step: RunStep) -> None:
    """Tell the manager(s) of the school that a step is late."""
    path, key = _page_of(step.run), f"run-step:{step.pk}:escalated"
    tell(
        step.school_id,
        Responsible.MANAGER,
        notice=ESCALATED,
        path=path,
        key=key,
        kept_out=people_kept_from(step.run_id),
    )


def _page_of(run: Run) -> str:
    return reverse("protocols:run", args=[run.pk])
