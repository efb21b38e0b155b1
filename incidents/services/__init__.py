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

__all__ = [
    "Report",
    "add_note",
    "advance",
    "close_incident",
    "correct_account",
    "moment_of",
    "report_incident",
    "start_protocol",
    "take_up",
]
