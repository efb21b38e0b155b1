"""Incidents in a pupil's chronology: those of which the reader may see the report, and no others."""

from typing import Any

from django.db.models import F, Prefetch
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.timeline import Cells, Rows, Source, register_source
from incidents.models import Incident, IncidentVersion
from schools.models import Pupil


def _rows(pupil: Pupil, user: User) -> Rows:
    return Incident.objects.visible_to(user).filter(pupils__pupil=pupil)


def _full(rows: Any) -> Rows:
    versions = IncidentVersion.objects.order_by("number")
    found: Rows = rows.select_related("reporter").prefetch_related(Prefetch("versions", versions))
    return found


def _cells(incident: Any) -> Cells:
    version = incident.last_version
    return Cells(
        at=incident.occurred_at,
        kinds=str(incident.kind_label),
        text=version.account,
        state=incident.get_state_display(),
    )


def register() -> None:
    """Add incidents to every chronology."""
    register_source(
        Source(
            kind="incident",
            label=_("Incidents"),
            rows=_rows,
            full=_full,
            template="incidents/timeline_entry.html",
            paper="incidents/timeline_paper.html",
            day=F("occurred_on"),
            author="reporter_id",
            cells=_cells,
        )
    )
