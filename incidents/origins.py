"""An incident as what something larger may start from (see dossiers.origins)."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dossiers.origins import Origin, register_origin
from incidents.models import Incident, IncidentPupil, Part
from schools.models import Pupil


def _rows(user: Any) -> QuerySet[Any]:
    involved = IncidentPupil.objects.select_related("pupil")
    found = Incident.objects.visible_to(user)
    return found.select_related("school").prefetch_related(Prefetch("pupils", involved))


def _pupils(incident: Any) -> list[Pupil]:
    """Whom it befell first: about them one worries first."""
    links = sorted(incident.pupils.all(), key=lambda link: link.part != Part.BEFELL)
    return [link.pupil for link in links]


def register() -> None:
    """Let a Meldcode case be opened from an incident."""
    register_origin(
        Origin(
            kind="incident",
            label=_("Incident"),
            rows=_rows,
            pupils=_pupils,
            day=lambda incident: incident.occurred_on,
            address=lambda incident: reverse("incidents:incident", args=[incident.pk]),
        )
    )
