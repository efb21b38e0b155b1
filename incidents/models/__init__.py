"""Tables of this app."""

from incidents.models.imports import RegisterImport
from incidents.models.incidents import (
    Incident,
    IncidentNote,
    IncidentPupil,
    IncidentRun,
    IncidentVersion,
    Kind,
    Party,
    Place,
)

__all__ = [
    "Incident",
    "IncidentNote",
    "IncidentPupil",
    "IncidentRun",
    "IncidentVersion",
    "Kind",
    "Party",
    "Place",
    "RegisterImport",
]
