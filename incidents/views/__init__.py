"""Pages of this app."""

from incidents.views.incidents import (
    AddNote,
    CloseIncident,
    CorrectAccount,
    IncidentPage,
    Register,
    ReportIncident,
    StartProtocol,
    TakeUp,
)

__all__ = [
    "AddNote",
    "CloseIncident",
    "CorrectAccount",
    "IncidentPage",
    "Register",
    "ReportIncident",
    "StartProtocol",
    "TakeUp",
]
