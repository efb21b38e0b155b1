"""What waits for a person in the Meldcode: a step, a proposal, a report to file, a date. Three queries."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.due import DueItem
from core.workdays import today
from meldcode.models import Case, CaseDuty, Decision
from meldcode.next_steps import STEPS, next_of
from meldcode.reading import steps_taken
from meldcode.workflow import State
from schools.scope import schools_with

_AHEAD = timedelta(days=7)


def due_items(user: Any) -> list[DueItem]:
    """Return what `user` has to do in cases today and in the coming week."""
    return [*_proposals(user), *_cases(user), *_duties(user)]


def _proposals(user: Any) -> list[DueItem]:
    """Proposals that wait for this manager: not those of their own making (M8).

    The law gives no term for the confirmation, so there is no day on which it is late: it waits 'as soon
    as possible', and one that proposes a report stands on top.
    """
    schools = schools_with(user, "meldcode.confirm_decision")
    found = (
        Decision.objects.filter(state=Decision.State.PROPOSED, school__in=schools)
        .exclude(author_id=user.pk)
        .select_related("case__pupil")
    )
    return [
        DueItem(
            title=_("Read the proposal about %(pupil)s") % {"pupil": decision.case.pupil.full_name},
            url=reverse("meldcode:decision", args=[decision.case_id]),
            kind="meldcode.proposal",
            detail=_("Confirm it or return it: two people weigh together."),
            urgent=decision.report,
            icon="decide",
        )
        for decision in found
    ]


def _cases(user: Any) -> list[DueItem]:
    """Cases in which a step waits for the AF HGKM, and reports that wait for the manager."""
    working = Q(state=State.OPEN, school__in=schools_with(user, "meldcode.work_on_case"))
    filing = Q(state=State.CONFIRMED, school__in=schools_with(user, "meldcode.file_report"))
    found = Case.objects.filter(working | filing).select_related("pupil").with_steps()
    return [_case_item(case) for case in found.order_by("opened_at")]


def _case_item(case: Case) -> DueItem:
    step = STEPS[next_of(case, steps_taken(case))]
    return DueItem(
        title=f"{step.label}: {case.pupil.full_name}",
        url=reverse(step.url_name, args=[case.pk]),
        kind="meldcode.step",
        detail=str(step.why),
        urgent=case.is_urgent or case.state == State.CONFIRMED,
        icon="report" if case.state == State.CONFIRMED else "meldcode",
    )


def _duties(user: Any) -> list[DueItem]:
    """Dates of the coming week for the AF HGKM; for the manager those that have passed."""
    day = today()
    near = Q(due_on__lte=day + _AHEAD, school__in=schools_with(user, "meldcode.work_on_case"))
    late = Q(due_on__lt=day, school__in=schools_with(user, "meldcode.file_report"))
    found = CaseDuty.objects.open().filter(near | late).select_related("case__pupil")
    return [
        DueItem(
            title=f"{duty.get_kind_display()}: {duty.case.pupil.full_name}",
            url=reverse("meldcode:case", args=[duty.case_id]),
            kind=f"meldcode.{duty.kind}",
            due_on=duty.due_on,
            detail=_("Look at the case and write down how it is."),
            icon="clock",
        )
        for duty in found
    ]
