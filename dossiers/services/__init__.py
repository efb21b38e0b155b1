"""Every write in a dossier. Keyword-only, `actor` first; each checks role and cause itself."""

from dossiers.services.access import close_opening, open_with_purpose
from dossiers.services.attachments import attach_files
from dossiers.services.contacts import log_contact
from dossiers.services.disclosures import disclose_signal
from dossiers.services.drafts import discard_draft, save_draft
from dossiers.services.follow_ups import finish_follow_up, set_follow_up
from dossiers.services.hand_overs import hand_over, take_over
from dossiers.services.looking import review_finding
from dossiers.services.signals import SignalText, correct_signal, link_signals, log_signal

__all__ = [
    "SignalText",
    "attach_files",
    "close_opening",
    "correct_signal",
    "discard_draft",
    "disclose_signal",
    "finish_follow_up",
    "hand_over",
    "link_signals",
    "log_contact",
    "log_signal",
    "open_with_purpose",
    "review_finding",
    "save_draft",
    "set_follow_up",
    "take_over",
]
