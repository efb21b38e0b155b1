"""Hand-overs, evaluations, drafts; three queries."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.due import DueItem
from core.workdays import today
from dossiers.drafting import WRITTEN_AT, page_of
from dossiers.models import Draft, FollowUp, HandOver
from schools.kept_out import pupils_led_by
from schools.scope import schools_with

_AHEAD = timedelta(days=7)


def items(user: Any) -> list[DueItem]:
    """Return the hand-overs, evaluations and drafts that wait for `user`."""
    return [*_hand_overs(user), *_follow_ups(user), *_drafts(user)]


def _hand_overs(user: Any) -> list[DueItem]:
    """Waiting hand-overs for the AF HGKM; for the manager those that nobody took in time."""
    af = schools_with(user, "meldcode.open_case")
    manager = schools_with(user, "meldcode.confirm_decision")
    late = Q(school__in=manager, escalated_at__isnull=False)
    led = pupils_led_by(user)
    mine = Q(school__in=af) | Q(pupil__in=led)
    found = HandOver.objects.visible_to(user).waiting().filter(mine | late)
    return [
        _hand_over_item(waiting, mine=waiting.school_id in af or waiting.pupil_id in led)
        for waiting in found.select_related("pupil")
    ]


def _hand_over_item(waiting: HandOver, *, mine: bool) -> DueItem:
    title = (
        _("Look at the hand-over of %(pupil)s")
        if mine
        else _("Nobody took the hand-over of %(pupil)s yet")
    )
    return DueItem(
        title=title % {"pupil": waiting.pupil.full_name},
        url=reverse("dossiers:hand_over_detail", args=[waiting.pk]),
        kind="dossiers.hand_over",
        due_on=None if waiting.acute else waiting.escalate_on,
        detail=_("Acute: look at it now.") if waiting.acute else _("A colleague hands it over."),
        urgent=waiting.acute,
        icon="forward",
    )


def _follow_ups(user: Any) -> list[DueItem]:
    """My own evaluations of the coming week; for the AF HGKM also those of others that have passed."""
    af = schools_with(user, "meldcode.open_case")
    mine = Q(assignee_id=user.pk) & (Q(due_on__lte=today() + _AHEAD) | Q(remind_on__lte=today()))
    passed = Q(school__in=af, escalated_at__isnull=False)
    found = FollowUp.objects.open().filter(mine | passed).select_related("pupil", "assignee")
    return [
        _follow_up_item(follow_up, mine=follow_up.assignee_id == user.pk) for follow_up in found
    ]


def _follow_up_item(follow_up: FollowUp, *, mine: bool) -> DueItem:
    given = {"pupil": follow_up.pupil.full_name, "who": str(follow_up.assignee)}
    title = _("Evaluate what was agreed about %(pupil)s")
    if not mine:
        title = _("The evaluation of %(pupil)s by %(who)s has passed")
    return DueItem(
        title=title % given,
        url=reverse("dossiers:finish_follow_up", args=[follow_up.pk]),
        kind="dossiers.follow_up",
        due_on=follow_up.due_on,
        detail=_("Write down what came of it."),
        icon="calendar",
    )


def _drafts(user: Any) -> list[DueItem]:
    found = Draft.objects.visible_to(user).select_related("pupil").order_by("updated_at")
    return [
        DueItem(
            title=WRITTEN_AT[draft.form].to_finish % {"pupil": draft.pupil.full_name},
            url=page_of(draft),
            kind="dossiers.draft",
            detail=_("You are still writing it. Nobody else sees it."),
            icon="edit",
        )
        for draft in found
    ]
