"""Colleagues in an incident: named with their part, and taken back (I3, I6, P2)."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.context import acting_as_system
from core.errors import Refused
from core.ids import uuid7
from core.once import already_made
from incidents import events, notifications, workflow
from incidents.models import Incident, IncidentStaff, Part
from incidents.notifications import HANDLE
from incidents.services.base import demand, locked, person
from schools.models import School
from schools.staffing import holders


def nameable(school_id: int) -> list[User]:
    """Return who can be named in an incident of a school: whoever may see anything of its register."""
    found = {*holders(school_id, "incidents.register_incident"), *holders(school_id, HANDLE)}
    return sorted(found, key=lambda user: (user.display_name, user.pk))


@transaction.atomic
def name_colleague(
    *, actor: Actor, key: uuid.UUID, incident: Incident, who: User, part: str
) -> IncidentStaff:
    """Name a colleague in an incident. From that moment it does not exist for who took the initiative.

    Returns the record; the same `key` makes one. Also oneself: then somebody else goes on. Raises
    Refused for somebody from elsewhere or who was named already, IllegalTransition when it is closed.
    """
    # As SYSTEM: who names themselves can't see the row that says so.
    with acting_as_system():
        made = already_made(IncidentStaff, key, author_id=person(actor), incident_id=incident.pk)
        if made is not None:
            return made
        incident = locked(incident)
        demand(actor, HANDLE, incident)
        workflow.after(incident.state, workflow.Action.NAME_COLLEAGUE)
        check_colleagues(incident.school, {who: part})
        if incident.staff.standing().filter(person=who).exists():
            raise Refused(
                _("This colleague is in it already. Take that part back first."), field="who"
            )
        [made] = link_colleagues(incident, {who: part}, actor=actor, keys=[key])
        notifications.left_alone(incident, made, actor=actor)
        return made


@transaction.atomic
def take_back(*, actor: Actor, staff: IncidentStaff, reason: str) -> IncidentStaff:
    """Take a colleague's part back, with a reason; the row stays. Returns it; twice changes nothing.

    Never by that colleague: for who was shut out it does not exist. Raises Refused without a reason.
    """
    incident = locked(staff.incident)
    staff = IncidentStaff.objects.select_for_update().get(pk=staff.pk)
    demand(actor, HANDLE, incident)
    if staff.ended_at is not None:
        return staff
    if staff.person_id == actor.pk:
        raise Refused(_("Somebody else has to take this back."), field="reason")
    if not reason.strip():
        raise Refused(_("Write down why it is taken back."), field="reason")
    staff.ended_at, staff.ended_by_id, staff.end_reason = timezone.now(), person(actor), reason
    staff.save(update_fields=["ended_at", "ended_by", "end_reason"])
    record(events.COLLEAGUE_TAKEN_BACK, actor=actor, obj=incident, person=staff.person_id)
    return staff


def check_colleagues(school: School, staff: Mapping[User, str]) -> None:
    """Raise Refused when somebody is not of this school, or has no part."""
    if not staff:
        return
    known = {user.pk for user in nameable(school.pk)}
    if any(user.pk not in known for user in staff):
        raise Refused(_("This colleague does not work at this school."), field="who")
    if any(part not in Part.values for part in staff.values()):
        raise Refused(_("Choose the part of this colleague."), field="part")


def link_colleagues(
    incident: Incident,
    staff: Mapping[User, str],
    *,
    actor: Actor,
    keys: list[uuid.UUID] | None = None,
) -> list[IncidentStaff]:
    """Write who had which part. Call it last, as SYSTEM: it can shut the writer out. Returns the rows."""
    made = []
    for key, (user, part) in zip(keys or [uuid7() for _user in staff], staff.items(), strict=True):
        made.append(
            IncidentStaff.objects.create(
                pk=key,
                incident=incident,
                school_id=incident.school_id,
                person=user,
                part=part,
                author_id=person(actor),
            )
        )
        record(events.COLLEAGUE_LINKED, actor=actor, obj=incident, person=user.pk, part=part)
    return made
