"""Which mail this app sends: about the yearly monitoring, one a person, however many schools."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from monitoring.models import MonitoringRound
from schools.staffing import holders

OPENED = mail.register_notice(
    "monitoring.opened",
    _("The dates of this school year's monitoring are set. You find them with the figures."),
)
REMINDER = mail.register_notice(
    "monitoring.reminder",
    _("The school year is over: its figures are ready to be gathered and discussed."),
)
ESCALATION = mail.register_notice(
    "monitoring.escalation",
    _("The monitoring of a school year has not been concluded in time."),
)


def tell(round_: MonitoringRound, notice: str, permission: str) -> None:
    """Mail `notice` to who holds `permission` at the round's school, once per person and year."""
    year = round_.school_year
    path = f"{reverse('monitoring:figures')}?year={year.name}"
    for user in holders(round_.school_id, permission):
        mail.notify(user_id=user.pk, notice=notice, path=path, key=f"{notice}:{year.name}")
