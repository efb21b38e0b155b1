"""Who hears of an incident. No mail says what happened, or who was involved."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from core.actors import Actor
from incidents.models import Incident
from schools.staffing import holders

REPORTED = mail.register_notice(
    "incidents.reported", _("An incident was reported. It waits to be taken up.")
)
TAKEN_UP = mail.register_notice("incidents.taken_up", _("An incident you reported was taken up."))
CLOSED = mail.register_notice("incidents.closed", _("An incident you reported was closed."))


def reported(incident: Incident, *, actor: Actor) -> None:
    """Tell those who handle incidents at the school, except the reporter."""
    for person in holders(incident.school_id, "incidents.handle_incident"):
        if person.pk != actor.pk:
            _tell(person.pk, REPORTED, incident)


def moved_on(incident: Incident, notice: str, *, actor: Actor) -> None:
    """Tell the reporter what became of the report; not when the reporter did it."""
    if incident.reporter_id != actor.pk:
        _tell(incident.reporter_id, notice, incident)


def _tell(user_id: int, notice: str, incident: Incident) -> None:
    path = reverse("incidents:incident", args=[incident.pk])
    mail.notify(user_id=user_id, notice=notice, path=path, key=f"{notice}:{incident.pk}")
