"""Which mail goes to whom. Each says that something waits and links to it: no name, no content."""

from dossiers.notifications.looking import unusual_looks
from dossiers.notifications.work import (
    follow_up_due,
    follow_up_overdue,
    hand_over_waits,
    handed_over,
    taken_over,
)

__all__ = [
    "follow_up_due",
    "follow_up_overdue",
    "hand_over_waits",
    "handed_over",
    "taken_over",
    "unusual_looks",
]
