"""Every write of this app."""

from incidents.services.incidents import (
    Report,
    add_note,
    advance,
    close_incident,
    correct_account,
    moment_of,
    report_incident,
    start_protocol,
    take_up,
)
from incidents.services.people import name_colleague, nameable, take_back

__all__ = [
    "Report",
    "add_note",
    "advance",
    "close_incident",
    "correct_account",
    "moment_of",
    "name_colleague",
    "nameable",
    "report_incident",
    "start_protocol",
    "take_back",
    "take_up",
]
