"""What waits for a person in the Meldcode: a step, a proposal, a report to file, a date, a question, and
for the bestuur a deputy to name, and the look back on a year. A constant number of queries."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.due import DueItem
from core.workdays import today
from meldcode import bundling
from meldcode.following import duty_url
from meldcode.models import PACE, Case, CaseDuty, CaseQuestion, Decision, DeputyRequest
from meldcode.next_steps import STEPS, next_of
from meldcode.reading import steps_taken
from meldcode.workflow import State
from schools.scope import schools_with

_AHEAD = timedelta(days=7)


def due_items(user: Any) -> list[DueItem]:
    """Return what `user` has to do in cases today and in the coming week.

    By role or as a deputy, and never of a case from which `user` is shut out.
    """
    return [
        *_proposals(user),
        *_settlements(user),
        *_cases(user),
        *_duties(user),
        *_requests(user),
        *_questions(user),
        *bundling.due_items(user),
    ]


def _proposals(user: Any) -> list[DueItem]:
    """Proposals that wait for this manager: not those of their own making (M8).

    The law gives no term for the confirmation, so there is no day on which it is late: it waits 'as soon
    as possible', and one that proposes a report stands on top.
    """
    cases = Case.objects.on_which(user, "meldcode.confirm_decision").filter(state=State.PROPOSED)
    found = (
        Decision.objects.filter(state=Decision.State.PROPOSED, case__in=cases)
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


def _settlements(user: Any) -> list[DueItem]:
    """Two proposals between which the board's deputy chooses."""
    found = Case.objects.on_which(user, "meldcode.settle_decision").filter(state=State.DISPUTED)
    return [
        DueItem(
            title=_("Choose between two proposals about %(pupil)s")
            % {"pupil": case.pupil.full_name},
            url=reverse("meldcode:settle", args=[case.pk]),
            kind="meldcode.settlement",
            detail=_("AF HGKM and manager disagree. You decide, as the board's deputy."),
            urgent=True,
            icon="decide",
        )
        for case in found.select_related("pupil")
    ]


def _cases(user: Any) -> list[DueItem]:
    """Cases in which a step waits for the AF HGKM, and reports that wait for the manager."""
    working = Case.objects.on_which(user, "meldcode.work_on_case").filter(state=State.OPEN)
    filing = Case.objects.on_which(user, "meldcode.file_report").filter(state=State.CONFIRMED)
    found = (working | filing).select_related("pupil").with_steps()
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
    """Dates of the coming week for the AF HGKM, each with where it is done; for the manager those passed.

    The day of a next move stands with the case or the proposal itself; here only for the other one, when
    it has passed.
    """
    day = today()
    leads = Case.objects.on_which(user, "meldcode.work_on_case").values("pk")
    manages = Case.objects.on_which(user, "meldcode.file_report").values("pk")
    of_manager = Q(kind__in=[CaseDuty.Kind.CONFIRMATION, CaseDuty.Kind.FILING])
    near = Q(due_on__lte=day + _AHEAD, case__in=leads) & ~Q(kind__in=PACE)
    late = Q(due_on__lt=day, case__in=manages) & ~of_manager
    stuck = Q(due_on__lt=day, case__in=leads) & of_manager
    found = (
        CaseDuty.objects.open()
        .filter(near | late | stuck)
        .select_related("case__pupil")
        .annotate(is_led=Exists(leads.filter(pk=OuterRef("case_id"))))
    )
    return [
        DueItem(
            title=f"{duty.get_kind_display()}: {duty.case.pupil.full_name}",
            url=duty_url(duty) if duty.is_led else reverse("meldcode:case", args=[duty.case_id]),
            kind=f"meldcode.{duty.kind}",
            due_on=duty.due_on,
            detail=_("Look at the case and write down how it is."),
            icon="clock",
        )
        for duty in found
    ]


def _requests(user: Any) -> list[DueItem]:
    """Deputies whom the bestuur has to name: school, code and place, no child (R4)."""
    found = DeputyRequest.objects.for_board(user).open().select_related("school")
    return [
        DueItem(
            title=_("Name a deputy: %(school)s, case %(code)s")
            % {"school": request.school.name, "code": request.case_code},
            url=reverse("meldcode:name_deputy", args=[request.pk]),
            kind="meldcode.deputy",
            due_on=request.due_on,
            detail=_("Deputy %(place)s. Why: %(cause)s.")
            % {"place": request.get_place_display(), "cause": request.get_cause_display()},
            icon="staff",
        )
        for request in found
    ]


def _questions(user: Any) -> list[DueItem]:
    """Questions of the AF HGKM to a colleague: all that they see of a case (R1)."""
    if not schools_with(user, "meldcode.follow_hand_over"):
        return []  # nobody else is asked: the board asks no table about children
    found = CaseQuestion.objects.waiting_for(user).select_related("author")
    return [
        DueItem(
            title=_("Answer a question of the AF HGKM"),
            url=reverse("meldcode:question", args=[question.pk]),
            kind="meldcode.question",
            due_on=question.due_on,
            detail=_("%(who)s asks what you saw of a pupil.") % {"who": question.author},
            icon="talk",
        )
        for question in found
    ]
