"""Which incidents exist for whom: AF HGKM and manager those of the school, a reporter the own ones."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from incidents.scope import shut_out
from schools.scope import schools_with

if TYPE_CHECKING:
    from incidents.models import Incident, IncidentNote, IncidentStaff  # noqa: F401 - in the types below


class IncidentQuerySet(models.QuerySet["Incident"]):
    """The register."""

    def visible_to(self, user: Any) -> "IncidentQuerySet":
        """Return incidents that exist for `user`; other teachers don't see each other's reports."""
        own = Q(
            reporter_id=user.pk,
            imported_in=None,
            school__in=schools_with(user, "incidents.view_incident"),
        )
        return self.filter(
            Q(school__in=schools_with(user, "incidents.view_register")) | own
        ).not_kept_from(user)

    def not_kept_from(self, user: Any) -> "IncidentQuerySet":
        """Leave out what `user` is shut out of."""
        out = shut_out(user)
        return self.exclude(pk__in=out) if out else self

    def waiting_for(self, user: Any) -> "IncidentQuerySet":
        """Return what `user` must act on: new reports of the school, what the user took up, and what
        somebody took up who was shut out since."""
        schools = schools_with(user, "incidents.handle_incident")
        waits = Q(state="reported") | Q(state="taken_up", taken_up_by_id=user.pk)
        waits |= Q(state="taken_up") & self.left_alone()
        return self.filter(waits, school__in=schools).not_kept_from(user)

    def left_alone(self) -> Q:
        """Return the condition that who took it up was shut out of it since."""
        from incidents.models import IncidentStaff

        out = IncidentStaff.objects.shutting_out()
        return Q(Exists(out.filter(incident=OuterRef("pk"), person=OuterRef("taken_up_by"))))

    def with_counts(self) -> "IncidentQuerySet":
        """Add `pupils_count`, how many pupils are linked; the newest first."""
        counted = self.annotate(pupils_count=Count("pupils"))
        return counted.order_by("-occurred_on", "-created_at", "pk")


class NoteQuerySet(models.QuerySet["IncidentNote"]):
    """The handling: for who handles incidents at the school, not for the reporter."""

    def visible_to(self, user: Any) -> "NoteQuerySet":
        found = self.filter(school__in=schools_with(user, "incidents.handle_incident"))
        out = shut_out(user)
        return found.exclude(incident__in=out) if out else found


class IncidentStaffQuerySet(models.QuerySet["IncidentStaff"]):
    """Colleagues in incidents: for who sees the incident."""

    def visible_to(self, user: Any) -> "IncidentStaffQuerySet":
        from incidents.models import Incident

        return self.filter(incident__in=Incident.objects.visible_to(user))

    def standing(self) -> "IncidentStaffQuerySet":
        """Return the parts that were not taken back."""
        return self.filter(ended_at__isnull=True)

    def shutting_out(self) -> "IncidentStaffQuerySet":
        """Return the parts that shut somebody out: who took the initiative."""
        return self.standing().filter(part="initiative")
