"""Tables of this app."""

from incidents.models.imports import RegisterImport
from incidents.models.incidents import (
    Incident,
    IncidentNote,
    IncidentPupil,
    IncidentRun,
    IncidentVersion,
    Kind,
    Part,
    Party,
    Place,
)
from incidents.models.people import IncidentStaff

__all__ = [
    "Incident",
    "IncidentNote",
    "IncidentPupil",
    "IncidentRun",
    "IncidentStaff",
    "IncidentVersion",
    "Kind",
    "Part",
    "Party",
    "Place",
    "RegisterImport",
]
