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
from incidents.views.people import NameColleague, TakeBack
from incidents.views.trends import TrendsCsv, TrendsPage

__all__ = [
    "AddNote",
    "CloseIncident",
    "CorrectAccount",
    "IncidentPage",
    "NameColleague",
    "Register",
    "ReportIncident",
    "StartProtocol",
    "TakeBack",
    "TakeUp",
    "TrendsCsv",
    "TrendsPage",
]
