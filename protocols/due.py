"""What waits in protocols for a person, for 'Vandaag'."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.due import DueItem
from core.workdays import today
from protocols.models import Run, RunStep
from schools.scope import schools_with

#: Steps due later than this are not for today.
AHEAD = timedelta(days=7)


def due_items(user: Any) -> list[DueItem]:
    """Return the steps that wait for `user` within a week, and runs to be evaluated. Two queries."""
    day = today()
    kind = _("Protocol")
    steps = RunStep.objects.waiting_for(user, day + AHEAD).select_related("run__protocol")
    items = [
        DueItem(
            title=step.title,
            url=f"{reverse('protocols:run', args=[step.run_id])}#stap-{step.pk}",
            kind=kind,
            due_on=step.due_on,
            detail=step.run.protocol.title,
            urgent=step.due_on is not None and step.due_on < day,
            icon="protocol",
        )
        for step in steps.order_by("due_on", "order")
    ]
    evaluating = Run.objects.filter(
        state=Run.State.EVALUATING, school__in=schools_with(user, "protocols.step_of_manager")
    ).select_related("protocol")
    return items + [
        DueItem(
            title=_("Evaluate the protocol and close it"),
            url=reverse("protocols:run", args=[run.pk]),
            kind=kind,
            detail=run.protocol.title,
            icon="protocol",
        )
        for run in evaluating
    ]
