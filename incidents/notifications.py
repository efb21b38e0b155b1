"""Who hears of an incident. No mail says what happened, or who was involved."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from core.actors import Actor
from incidents.models import Incident
from schools.notifications import tell

REPORTED = mail.register_notice(
    "incidents.reported", _("An incident was reported. It waits to be taken up.")
)
TAKEN_UP = mail.register_notice("incidents.taken_up", _("An incident you reported was taken up."))
CLOSED = mail.register_notice("incidents.closed", _("An incident you reported was closed."))


def reported(incident: Incident, *, actor: Actor) -> None:
    """Tell those who handle incidents at the school, except the reporter."""
    path, key = _page_of(incident), f"{REPORTED}:{incident.pk}"
    tell(
        incident.school_id,
        "incidents.handle_incident",
        notice=REPORTED,
        path=path,
        key=key,
        but=actor,
    )


def moved_on(incident: Incident, notice: str, *, actor: Actor) -> None:
    """Tell the reporter what became of the report; not when the reporter did it."""
    if incident.reporter_id != actor.pk:
        path, key = _page_of(incident), f"{notice}:{incident.pk}"
        mail.notify(user_id=incident.reporter_id, notice=notice, path=path, key=key)


def _page_of(incident: Incident) -> str:
    return reverse("incidents:incident", args=[incident.pk])
