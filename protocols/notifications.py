"""Who hears that a protocol waits for them. No mail says which protocol, or about whom."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import mail
from core.actors import Actor
from protocols.models import Responsible, Run, RunStep
from schools.staffing import holders

STARTED = mail.register_notice("protocols.started", _("A protocol was started at your school."))
REMINDED = mail.register_notice(
    "protocols.step_due", _("A step of a protocol has to be done soon.")
)
ESCALATED = mail.register_notice(
    "protocols.step_overdue", _("A step of a protocol was not done in time.")
)


def started(run: Run, *, actor: Actor) -> None:
    """Tell everybody who has a role in runs at the school, except who started it."""
    people = holders(run.school_id, "protocols.work_on_run")
    _tell((p for p in people if p.pk != actor.pk), STARTED, run, f"run:{run.pk}:started")


def remind(step: RunStep) -> None:
    """Tell who took the step on; else, or if that person left, those whose step it is."""
    at_work = holders(step.school_id, "protocols.work_on_run")
    people = [p for p in at_work if p.pk == step.assignee_id] or holders(
        step.school_id, step.responsible
    )
    _tell(people, REMINDED, step.run, f"run-step:{step.pk}:reminded")


def escalate(step: RunStep) -> None:
    """Tell the manager(s) of the school that a step is late."""
    people = holders(step.school_id, Responsible.MANAGER)
    _tell(people, ESCALATED, step.run, f"run-step:{step.pk}:escalated")


def _tell(people: Iterable[User], notice: str, run: Run, key: str) -> None:
    path = reverse("protocols:run", args=[run.pk])
    for person in people:
        mail.notify(user_id=person.pk, notice=notice, path=path, key=key)
