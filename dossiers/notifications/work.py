"""Hand-overs and evaluations."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.mail import notify, register_notice
from dossiers.models import FollowUp, HandOver
from schools.kept_out import leaders_about, people_kept_from
from schools.notifications import tell

HANDED_OVER = register_notice(
    "dossiers.handed_over", _("A colleague handed a worry about a pupil over to you.")
)
ACUTE = register_notice(
    "dossiers.handed_over_acute",
    _("Acute: a colleague handed a worry about a pupil over to you. Look at it now."),
)
TAKEN_OVER = register_notice(
    "dossiers.taken_over", _("The AF HGKM took the worry that you handed over.")
)
WAITS = register_notice(
    "dossiers.hand_over_waits", _("A hand-over to the AF HGKM waits too long. Nobody took it yet.")
)
DUE = register_notice("dossiers.follow_up_due", _("An evaluation date of yours is near."))
OVERDUE = register_notice(
    "dossiers.follow_up_overdue", _("An evaluation date of a colleague has passed.")
)


def handed_over(hand_over: HandOver) -> None:
    """Tell every AF HGKM of the school."""
    notice = ACUTE if hand_over.acute else HANDED_OVER
    _tell("meldcode.open_case", notice, hand_over)


def hand_over_waits(hand_over: HandOver) -> None:
    """Tell every manager of the school that nobody took it."""
    _tell("meldcode.confirm_decision", WAITS, hand_over)


def taken_over(hand_over: HandOver) -> None:
    """Tell who handed it over."""
    notify(
        user_id=hand_over.author_id,
        notice=TAKEN_OVER,
        path=_page_of(hand_over),
        key=f"taken-over:{hand_over.pk}",
    )


def follow_up_due(follow_up: FollowUp) -> None:
    """Tell who has to look again."""
    path = reverse("dossiers:finish_follow_up", args=[follow_up.pk])
    key = f"follow-up-due:{follow_up.pk}"
    notify(user_id=follow_up.assignee_id, notice=DUE, path=path, key=key)


def follow_up_overdue(follow_up: FollowUp) -> None:
    """Tell every AF HGKM of the school that the date has passed."""
    path = reverse("dossiers:finish_follow_up", args=[follow_up.pk])
    key = f"follow-up-overdue:{follow_up.pk}"
    tell(follow_up.school_id, "meldcode.open_case", notice=OVERDUE, path=path, key=key)


def _tell(permission: str, notice: str, hand_over: HandOver) -> None:
    key = f"{notice}:{hand_over.pk}"
    tell(
        hand_over.school_id,
        permission,
        notice=notice,
        path=_page_of(hand_over),
        key=key,
        kept_out=people_kept_from(hand_over.pupil_id),
    )
    for user_id in leaders_about(hand_over.pupil_id):
        notify(user_id=user_id, notice=notice, path=_page_of(hand_over), key=key)


def _page_of(hand_over: HandOver) -> str:
    return reverse("dossiers:hand_over_detail", args=[hand_over.pk])
