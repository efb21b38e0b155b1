"""What incidents keep from who took the initiative in them: their events, and the protocols they led to."""

from typing import Any
from uuid import UUID

from core.context import acting_as_system
from incidents.models import Incident, IncidentRun, IncidentStaff
from incidents.scope import shut_out
from protocols import kept_out as runs
from protocols.models import Run, RunStep
from schools.kept_out import Keeper, KeptOut, register
from schools.scope import once_a_request


class ShutOut(Keeper):
    """Asked as SYSTEM: for who is shut out, neither the incident nor the row that says so exists.

    Of a child nothing else is kept from them: a new worry about it still goes to who answers for it.
    """

    def of(self, user: Any) -> KeptOut:
        """Return what is kept from `user`; without a query more when it is nothing."""
        incidents = shut_out(user)
        if not incidents:
            return KeptOut()
        return once_a_request(user, "kept_in_incidents", lambda: _read(incidents))


def _read(incidents: tuple[UUID, ...]) -> KeptOut:
    with acting_as_system():
        schools = Incident.objects.filter(pk__in=incidents).values_list("school_id", flat=True)
        led_to = list(
            IncidentRun.objects.filter(incident__in=incidents).values_list("run_id", flat=True)
        )
        steps = RunStep.objects.filter(run__in=led_to).values_list("pk", flat=True)
        kept = ((Incident, incidents), (Run, led_to), (RunStep, steps))
        return KeptOut(
            schools=frozenset(schools),
            objects=frozenset(
                (model._meta.label_lower, str(key)) for model, keys in kept for key in keys
            ),
        )


def kept_from_run(run_id: Any) -> frozenset[int]:
    """Return who hears nothing of a protocol, because it came from an incident they are shut out of."""
    with acting_as_system():
        found = IncidentStaff.objects.shutting_out().filter(incident__runs__run=run_id)
        return frozenset(found.values_list("person_id", flat=True))


def registering() -> None:
    """Register it; called once, when the app is ready."""
    register(ShutOut())
    runs.register(kept_from_run)
