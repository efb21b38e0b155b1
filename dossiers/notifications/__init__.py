"""Which mail goes to whom. Each says that something waits and links to it: no name, no content."""

from dossiers.notifications.disclosure import (
    opened_to_parents,
    opens_soon,
    review_late,
    review_soon,
    undecided,
)
from dossiers.notifications.looking import unusual_looks
from dossiers.notifications.rights import (
    answer_ready,
    consent_ends,
    consent_expired,
    request_due,
    request_late,
    tell_staff,
)
from dossiers.notifications.talks import letter_waits, report_signed, report_to_write
from dossiers.notifications.work import (
    follow_up_due,
    follow_up_overdue,
    hand_over_waits,
    handed_over,
    taken_over,
)

__all__ = [
    "answer_ready",
    "consent_ends",
    "consent_expired",
    "follow_up_due",
    "follow_up_overdue",
    "hand_over_waits",
    "handed_over",
    "letter_waits",
    "opened_to_parents",
    "opens_soon",
    "report_signed",
    "report_to_write",
    "request_due",
    "request_late",
    "review_late",
    "review_soon",
    "taken_over",
    "tell_staff",
    "undecided",
    "unusual_looks",
]
