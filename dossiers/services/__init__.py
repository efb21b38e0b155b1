"""Every write in a dossier. Keyword-only, `actor` first; each checks role and cause itself."""

from dossiers.services.access import close_opening, open_with_purpose
from dossiers.services.attachments import attach_files
from dossiers.services.contacts import correct_contact, log_contact
from dossiers.services.disclosures import (
    disclose_contact,
    disclose_report,
    disclose_signal,
    mark_discussed,
)
from dossiers.services.drafts import discard_draft, save_draft
from dossiers.services.follow_ups import finish_follow_up, set_follow_up
from dossiers.services.hand_overs import hand_over, take_over
from dossiers.services.looking import review_finding
from dossiers.services.signal_text import SignalText, SignalWhen
from dossiers.services.signals import complete_signal, correct_signal, link_signals, log_signal
from dossiers.services.talk_reports import (
    add_agreement,
    correct_report,
    record_report,
    send_report,
)
from dossiers.services.talk_signatures import record_paper, sign_report
from dossiers.services.talks import cancel_talk, change_talk, invite, plan_talk
from dossiers.services.withholding import (
    continue_withholding,
    end_withholding,
    withhold_entry,
)

__all__ = [
    "SignalText",
    "SignalWhen",
    "add_agreement",
    "attach_files",
    "cancel_talk",
    "change_talk",
    "close_opening",
    "complete_signal",
    "continue_withholding",
    "correct_contact",
    "correct_report",
    "correct_signal",
    "discard_draft",
    "disclose_contact",
    "disclose_report",
    "disclose_signal",
    "end_withholding",
    "finish_follow_up",
    "hand_over",
    "invite",
    "link_signals",
    "log_contact",
    "log_signal",
    "mark_discussed",
    "open_with_purpose",
    "plan_talk",
    "record_paper",
    "record_report",
    "review_finding",
    "save_draft",
    "send_report",
    "set_follow_up",
    "sign_report",
    "take_over",
    "withhold_entry",
]
