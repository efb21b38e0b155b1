"""Which incidents exist for whom: AF HGKM and manager those of the school, a reporter the own ones."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q

from schools.scope import schools_with

if TYPE_CHECKING:
    from incidents.models import Incident, IncidentNote  # noqa: F401 - in the types below


class IncidentQuerySet(models.QuerySet["Incident"]):
    """The register."""

    def visible_to(self, user: Any) -> "IncidentQuerySet":
        """Return incidents that exist for `user`; other teachers don't see each other's reports."""
        own = Q(reporter_id=user.pk, school__in=schools_with(user, "incidents.view_incident"))
        return self.filter(Q(school__in=schools_with(user, "incidents.view_register")) | own)

    def waiting_for(self, user: Any) -> "IncidentQuerySet":
        """Return what `user` must act on: new reports of the school, and what the user took up."""
        schools = schools_with(user, "incidents.handle_incident")
        new = Q(state="reported")
        return self.filter(new | Q(state="taken_up", taken_up_by_id=user.pk), school__in=schools)

    def with_counts(self) -> "IncidentQuerySet":
        """Add `pupils_count`, how many pupils are linked; the newest first."""
        counted = self.annotate(pupils_count=Count("pupils"))
        return counted.order_by("-occurred_on", "-created_at", "pk")


class NoteQuerySet(models.QuerySet["IncidentNote"]):
    """The handling: for who handles incidents at the school, not for the reporter."""

    def visible_to(self, user: Any) -> "NoteQuerySet":
        return self.filter(school__in=schools_with(user, "incidents.handle_incident"))
