"""Unusual looking waits to be reviewed. The mail says no more than that."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.mail import register_notice
from dossiers.models import LookFinding
from schools.notifications import tell

UNUSUAL_LOOKS = register_notice(
    "dossiers.unusual_looks", _("Looking into dossiers that stands out waits for you to review it.")
)


def unusual_looks(finding: LookFinding) -> None:
    """Tell who reviews it, once a school and day; never the person whom it is about."""
    role = "manager" if finding.of_manager else "staff"
    tell(
        finding.school_id,
        f"dossiers.review_looks_of_{role}",
        notice=UNUSUAL_LOOKS,
        path=reverse("dossiers:findings"),
        key=f"unusual-looks:{finding.school_id}:{finding.day}",
        but=finding.user,
    )
