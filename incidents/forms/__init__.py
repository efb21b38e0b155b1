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

__all__ = [
    "ACCIDENT",
    "CloseForm",
    "CorrectForm",
    "FilterForm",
    "NoteForm",
    "ReportForm",
    "StartProtocolForm",
]
