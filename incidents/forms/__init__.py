"""Forms of this app."""

from incidents.forms.incidents import (
    ACCIDENT,
    CloseForm,
    CorrectForm,
    FilterForm,
    NoteForm,
    ReportForm,
    StartProtocolForm,
)
from incidents.forms.people import ColleagueForm, TakeBackForm

__all__ = [
    "ACCIDENT",
    "CloseForm",
    "ColleagueForm",
    "CorrectForm",
    "FilterForm",
    "NoteForm",
    "ReportForm",
    "StartProtocolForm",
    "TakeBackForm",
]
