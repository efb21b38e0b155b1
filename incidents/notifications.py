"""Who hears of an incident. No mail says what happened, or who was involved."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import mail
from core.actors import Actor
from core.context import acting_as_system
from incidents.models import Incident, IncidentStaff, RegisterImport
from schools.notifications import tell, tell_keepers
from schools.staffing import holders

HANDLE = "incidents.handle_incident"

REPORTED = mail.register_notice(
    "incidents.reported", _("An incident was reported. It waits to be taken up.")
)
TAKEN_UP = mail.register_notice("incidents.taken_up", _("An incident you reported was taken up."))
CLOSED = mail.register_notice("incidents.closed", _("An incident you reported was closed."))
IMPORTED = mail.register_notice(
    "incidents.imported",
    _("An earlier register was imported. There are incidents in it that wait to be taken up."),
)


LEFT_ALONE = mail.register_notice(
    "incidents.left_alone", _("An incident that was in hand waits for you to take it over.")
)
NOBODY = mail.register_notice(
    "incidents.nobody",
    _(
        "An incident was reported at a school, and everybody there who handles incidents is involved in "
        "it. Let somebody else be AF HGKM or manager sociale veiligheid of that school today."
    ),
)


def shut_out_of(incident: Incident) -> frozenset[int]:
    """Return who took the initiative in it: for them it does not exist, so they hear nothing."""
    with acting_as_system():
        return frozenset(incident.staff.shutting_out().values_list("person_id", flat=True))


def reported(incident: Incident, *, actor: Actor) -> None:
    """Tell those who handle incidents at the school, except the reporter and who is shut out.

    When nobody is left, the bestuur and the functioneel beheerder hear that somebody else is needed.
    """
    _tell_handlers(incident, REPORTED, key=f"{REPORTED}:{incident.pk}", actor=actor)


def left_alone(incident: Incident, named: IncidentStaff, *, actor: Actor) -> None:
    """Tell the others, when who has it in hand was shut out of it, or when nobody is left to."""
    out = shut_out_of(incident)
    if incident.taken_up_by_id in out or not _handlers(incident, out):
        _tell_handlers(incident, LEFT_ALONE, key=f"{LEFT_ALONE}:{named.pk}", actor=actor)


def moved_on(incident: Incident, notice: str, *, actor: Actor) -> None:
    """Tell the reporter what became of the report; not when the reporter did it, or is shut out.

    Nor who brought in an earlier register: they reported none of it.
    """
    theirs = incident.reporter_id != actor.pk and incident.imported_in_id is None
    if theirs and incident.reporter_id not in shut_out_of(incident):
        path, key = _page_of(incident), f"{notice}:{incident.pk}"
        mail.notify(user_id=incident.reporter_id, notice=notice, path=path, key=key)


def _handlers(incident: Incident, out: frozenset[int]) -> list[User]:
    return [user for user in holders(incident.school_id, HANDLE) if user.pk not in out]


def _tell_handlers(incident: Incident, notice: str, *, key: str, actor: Actor) -> None:
    school, out = incident.school_id, shut_out_of(incident)
    if _handlers(incident, out):
        path = _page_of(incident)
        tell(school, HANDLE, notice=notice, path=path, key=key, but=actor, kept_out=out)
        return
    for user in holders(school, "meldcode.name_deputy"):
        if user.pk not in out:
            mail.notify(
                user_id=user.pk, notice=NOBODY, path=reverse("home:today"), key=f"nobody:{key}"
            )
    tell_keepers(school, notice=NOBODY, key=f"nobody:{key}")


def _page_of(incident: Incident) -> str:
    return reverse("incidents:incident", args=[incident.pk])


def imported(upload: RegisterImport, *, actor: Actor) -> None:
    """Tell the others who handle incidents, once for a whole register with open reports."""
    path = reverse("incidents:import_result", args=[upload.pk])
    for user in holders(upload.school_id, HANDLE):
        if user.pk != actor.pk:
            mail.notify(user_id=user.pk, notice=IMPORTED, path=path, key=f"{IMPORTED}:{upload.pk}")
