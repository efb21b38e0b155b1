"""Which mail goes to whom: that something waits, with a link, without a name (M8, M9)."""

from types import MappingProxyType
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from meldcode.models import Case, CaseDuty, Decision, Report
from meldcode.scope import holders_on
from meldcode.telling import tell_board, tell_inside

PROPOSED = mail.register_notice(
    "meldcode.proposed", _("A proposal in a Meldcode case waits for your confirmation.")
)
CONFIRMED = mail.register_notice(
    "meldcode.confirmed", _("Your proposal in a Meldcode case was confirmed.")
)
RETURNED = mail.register_notice(
    "meldcode.returned", _("Your proposal in a Meldcode case came back to you, with a reason.")
)
FILED = mail.register_notice(
    "meldcode.filed",
    _("A report to Veilig Thuis was recorded. Its decision is expected within five working days."),
)
REMINDER = mail.register_notice(
    "meldcode.reminder", _("A date in a Meldcode case is coming near. Look at what has to be done.")
)
ESCALATION = mail.register_notice(
    "meldcode.escalation",
    _("A date in a Meldcode case has passed and nothing was recorded. Look at it today."),
)
STANDS_STILL = mail.register_notice(
    "meldcode.stands_still",
    _(
        "At a school of your board a decision in a Meldcode case waits for the manager, and its day has "
        "passed. Ask the manager about it today."
    ),
)
REPORTED_NOW = mail.register_notice(
    "meldcode.reported_now",
    _(
        "An acute case was reported to Veilig Thuis. AF HGKM and manager decide on it together within one "
        "working day."
    ),
)
BOARD_TOLD = mail.register_notice(
    "meldcode.board_told",
    _(
        "At a school of your board it is being weighed whether a child is safe at home. You need to do "
        "nothing now: the AF HGKM and the manager weigh together."
    ),
)
SUSPICION = mail.register_notice(
    "meldcode.suspicion", _("In a Meldcode case there is a suspicion. The board has been told.")
)
DISAGREED = mail.register_notice(
    "meldcode.disagreed",
    _("The manager sees your proposal in a Meldcode case otherwise. The board's deputy decides."),
)
TO_SETTLE = mail.register_notice(
    "meldcode.to_settle",
    _("In a Meldcode case two proposals wait for you. Read both and choose one."),
)
CHOSEN = mail.register_notice(
    "meldcode.chosen", _("The board's deputy chose your proposal in a Meldcode case.")
)
SET_ASIDE = mail.register_notice(
    "meldcode.set_aside", _("The board's deputy chose the other proposal in a Meldcode case.")
)


def _path(case_id: object) -> str:
    return reverse("meldcode:case", args=[case_id])


def _tell_holders(permission: str, *, case: Case, notice: str, key: str) -> None:
    tell_inside(case, permission, notice=notice, key=key)


def _tell_author(decision: Decision, *, notice: str, path: str, key: str) -> None:
    """Mail who wrote a proposal; somebody who is not in the case any more gets none: who leads it does."""
    inside = {user.pk for user in holders_on(decision.case, "meldcode.view_case")}
    if decision.author_id in inside:
        mail.notify(user_id=decision.author_id, notice=notice, path=path, key=key)
    else:
        tell_inside(decision.case, "meldcode.work_on_case", notice=notice, path=path, key=key)


def proposed(decision: Decision) -> None:
    """Tell the managers that a proposal waits; not the proposer, who can't confirm it (M8)."""
    path = reverse("meldcode:decision", args=[decision.case_id])
    tell_inside(
        decision.case,
        "meldcode.confirm_decision",
        notice=PROPOSED,
        path=path,
        key=f"proposed:{decision.pk}",
        but=decision.author,
    )


def confirmed(decision: Decision) -> None:
    """Tell the proposer that the decision was confirmed."""
    key = f"confirmed:{decision.pk}"
    _tell_author(decision, notice=CONFIRMED, path=_path(decision.case_id), key=key)


def returned(decision: Decision) -> None:
    """Tell the proposer that the proposal came back."""
    key = f"returned:{decision.pk}"
    _tell_author(decision, notice=RETURNED, path=_path(decision.case_id), key=key)


def filed(report: Report) -> None:
    """Tell the AF HGKM that the report was filed and the five working days run (M9)."""
    _tell_holders("meldcode.work_on_case", case=report.case, notice=FILED, key=f"filed:{report.pk}")


def reported_now(report: Report) -> None:
    """Tell AF HGKM and manager, except who did it, that they decide together on an acute report (M7, M8)."""
    for permission in ("meldcode.work_on_case", "meldcode.confirm_decision"):
        tell_inside(
            report.case,
            permission,
            notice=REPORTED_NOW,
            key=f"reported-now:{report.pk}",
            but=report.author,
        )


_WHOSE: Final = MappingProxyType(
    {
        CaseDuty.Kind.SETTLEMENT: "meldcode.settle_decision",
        CaseDuty.Kind.CONFIRMATION: "meldcode.confirm_decision",
        CaseDuty.Kind.FILING: "meldcode.file_report",
    }
)
"""Whose move it is; all other duties are the AF HGKM's."""


def reminder(duty: CaseDuty) -> None:
    """Remind whose move it is: mostly the AF HGKM, else the manager or the board's deputy."""
    permission = _WHOSE.get(CaseDuty.Kind(duty.kind), "meldcode.work_on_case")
    _tell_holders(permission, case=duty.case, notice=REMINDER, key=f"duty-reminder:{duty.pk}")


def escalation(duty: CaseDuty) -> None:
    """Tell somebody else that a date passed: the managers; of what waits for them or for a deputy, the
    board, which reads no case (R4), and who waits for it."""
    key = f"duty-escalation:{duty.pk}"
    whose = _WHOSE.get(CaseDuty.Kind(duty.kind))
    if whose is None:
        _tell_holders("meldcode.file_report", case=duty.case, notice=ESCALATION, key=key)
        return
    settling = duty.kind == CaseDuty.Kind.SETTLEMENT
    page, notice = ("meldcode:deputies", ESCALATION) if settling else ("home:today", STANDS_STILL)
    tell_board(duty.case, notice=notice, path=reverse(page), key=key)
    waiting = whose if settling else "meldcode.work_on_case"
    _tell_holders(waiting, case=duty.case, notice=ESCALATION, key=f"d:{key}")


def board_told(case: Case) -> None:
    """Tell the bestuur that a suspicion is weighed, and the managers that it was told (M5.1)."""
    key = f"board:{case.pk}"
    tell_board(case, notice=BOARD_TOLD, path=reverse("monitoring:figures"), key=key)
    _tell_holders("meldcode.confirm_decision", case=case, notice=SUSPICION, key=key)


def disagreed(counter: Decision) -> None:
    """Tell the AF HGKM that the manager wrote a proposal beside theirs."""
    first = counter.counter_to
    if first is not None:
        path = reverse("meldcode:decision", args=[counter.case_id])
        key = f"disagreed:{counter.pk}"
        _tell_author(first, notice=DISAGREED, path=path, key=key)


def to_settle(counter: Decision) -> None:
    """Tell the deputy, if there is one, that two proposals wait."""
    path = reverse("meldcode:settle", args=[counter.case_id])
    for user in holders_on(counter.case, "meldcode.settle_decision"):
        mail.notify(user_id=user.pk, notice=TO_SETTLE, path=path, key=f"to-settle:{counter.pk}")


def settled(chosen: Decision, other: Decision) -> None:
    """Tell both which proposal the deputy chose."""
    for decision, notice in ((chosen, CHOSEN), (other, SET_ASIDE)):
        path = reverse("meldcode:decision", args=[decision.case_id])
        key = f"settled:{decision.pk}"
        _tell_author(decision, notice=notice, path=path, key=key)
