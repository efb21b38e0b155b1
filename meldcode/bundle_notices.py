"""Mail about looking back on the cases of a school: that it waits, with a link (M11)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from meldcode.models import Bundle
from schools.notifications import tell

OPENED = mail.register_notice(
    "meldcode.bundle_opened",
    _("The school year is over. Look back on the Meldcode at your school."),
)
REMINDER = mail.register_notice(
    "meldcode.bundle_reminder",
    _("The look back on the Meldcode at your school has not been written yet."),
)
ESCALATION = mail.register_notice(
    "meldcode.bundle_escalation",
    _("The look back on the Meldcode at your school is late. Write it this week."),
)


def _tell(bundle: Bundle, notice: str) -> None:
    path = reverse("meldcode:bundle", args=[bundle.pk])
    tell(bundle.school_id, "meldcode.bundle", notice=notice, path=path, key=f"{notice}:{bundle.pk}")


def opened(bundle: Bundle) -> None:
    """Tell AF HGKM and manager that a look back was opened."""
    _tell(bundle, OPENED)


def reminder(bundle: Bundle) -> None:
    """Remind them that it comes near."""
    _tell(bundle, REMINDER)


def escalation(bundle: Bundle) -> None:
    """Warn them that it is late."""
    _tell(bundle, ESCALATION)
