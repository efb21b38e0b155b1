"""Which mail goes to whom: that something waits, with a link, without a name (M8, M9)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from meldcode.models import Case, CaseDuty, Decision, Report
from schools.notifications import tell

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


def _path(case_id: object) -> str:
    return reverse("meldcode:case", args=[case_id])


def _tell_holders(permission: str, *, case: Case, notice: str, key: str) -> None:
    tell(case.school_id, permission, notice=notice, path=_path(case.pk), key=key)


def proposed(decision: Decision) -> None:
    """Tell the managers that a proposal waits; not the proposer, who can't confirm it (M8)."""
    path = reverse("meldcode:decision", args=[decision.case_id])
    tell(
        decision.school_id,
        "meldcode.confirm_decision",
        notice=PROPOSED,
        path=path,
        key=f"proposed:{decision.pk}",
        but=decision.author,
    )


def confirmed(decision: Decision) -> None:
    """Tell the proposer that the decision was confirmed."""
    mail.notify(
        user_id=decision.author_id,
        notice=CONFIRMED,
        path=_path(decision.case_id),
        key=f"confirmed:{decision.pk}",
    )


def returned(decision: Decision) -> None:
    """Tell the proposer that the proposal came back."""
    mail.notify(
        user_id=decision.author_id,
        notice=RETURNED,
        path=_path(decision.case_id),
        key=f"returned:{decision.pk}",
    )


def filed(report: Report) -> None:
    """Tell the AF HGKM that the report was filed and the five working days run (M9)."""
    _tell_holders("meldcode.work_on_case", case=report.case, notice=FILED, key=f"filed:{report.pk}")


def reminder(duty: CaseDuty) -> None:
    """Remind the AF HGKM of a duty."""
    _tell_holders(
        "meldcode.work_on_case", case=duty.case, notice=REMINDER, key=f"duty-reminder:{duty.pk}"
    )


def escalation(duty: CaseDuty) -> None:
    """Tell the managers that the date of a duty passed."""
    _tell_holders(
        "meldcode.file_report", case=duty.case, notice=ESCALATION, key=f"duty-escalation:{duty.pk}"
    )
