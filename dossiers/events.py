"""What is written in the audit log about dossiers. Each sentence follows the name of who did it."""

from django.utils.translation import gettext_lazy as _

from audit.registry import register

# looking
DOSSIER_VIEWED = register("dossiers.dossier_viewed", _("read the dossier"), look=True)
DOSSIER_PRINTED = register(
    "dossiers.dossier_printed", _("opened the dossier to print it"), look=True
)
DOSSIER_EXPORTED = register(
    "dossiers.dossier_exported", _("downloaded the dossier as PDF"), look=True
)
DOSSIER_AS_TABLE = register(
    "dossiers.dossier_as_table", _("downloaded the dossier as a table"), look=True
)
SIGNAL_VIEWED = register(
    "dossiers.signal_viewed", _("read a signal with its earlier versions"), look=True
)
HAND_OVER_VIEWED = register("dossiers.hand_over_viewed", _("read a hand-over"), look=True)
FOLLOW_UP_VIEWED = register("dossiers.follow_up_viewed", _("read an evaluation"), look=True)
FINDING_VIEWED = register(
    "dossiers.finding_viewed", _("read what stood out in looking into dossiers"), look=True
)
LOOKS_VIEWED = register("dossiers.looks_viewed", _("read who looked at the dossier"), look=True)
OPENED = register(
    "dossiers.opened", _("opened the dossier of a pupil outside the own group"), look=True
)
FILE_DOWNLOADED = register("dossiers.file_downloaded", _("downloaded a file"), look=True)

# changing
OPENING_ENDED = register(
    "dossiers.opening_ended", _("closed a dossier again that was opened for a purpose")
)
LOOKS_LISTED = register("dossiers.looks_listed", _("listed looking that stood out"))
LOOKS_REVIEWED = register("dossiers.looks_reviewed", _("reviewed looking that stood out"))
FILE_ATTACHED = register("dossiers.file_attached", _("added a file to the dossier"))
SIGNAL_LOGGED = register("dossiers.signal_logged", _("logged a signal"))
SIGNAL_COMPLETED = register("dossiers.signal_completed", _("completed a signal"))
SIGNAL_CORRECTED = register("dossiers.signal_corrected", _("corrected a signal"))
SIGNALS_LINKED = register("dossiers.signals_linked", _("linked a signal to an earlier one"))
SIGNAL_DISCLOSED = register("dossiers.signal_disclosed", _("opened a signal to the parents"))
CONTACT_LOGGED = register("dossiers.contact_logged", _("noted a contact with the parents"))
FOLLOW_UP_SET = register("dossiers.follow_up_set", _("set an evaluation date"))
FOLLOW_UP_DONE = register("dossiers.follow_up_done", _("finished an evaluation"))
FOLLOW_UP_REMINDED = register(
    "dossiers.follow_up_reminded", _("sent a reminder of an evaluation date")
)
FOLLOW_UP_ESCALATED = register(
    "dossiers.follow_up_escalated", _("told the AF HGKM that an evaluation date has passed")
)
HANDED_OVER = register("dossiers.handed_over", _("handed a worry over to the AF HGKM"))
TAKEN_OVER = register("dossiers.taken_over", _("took a hand-over"))
HAND_OVER_ESCALATED = register(
    "dossiers.hand_over_escalated", _("told the manager that a hand-over still waits")
)

# talks with parents (D8)
TALK_VIEWED = register("dossiers.talk_viewed", _("read a talk with the parents"), look=True)
CONTACTS_VIEWED = register(
    "dossiers.contacts_viewed", _("read the list of contacts with the parents"), look=True
)
LETTER_DOWNLOADED = register(
    "dossiers.letter_downloaded", _("downloaded an invitation to a talk"), look=True
)
REPORT_DOWNLOADED = register(
    "dossiers.report_downloaded", _("downloaded the report of a talk"), look=True
)
TALK_PLANNED = register("dossiers.talk_planned", _("planned a talk with the parents"))
TALK_CHANGED = register("dossiers.talk_changed", _("changed a planned talk with the parents"))
TALK_CANCELLED = register("dossiers.talk_cancelled", _("cancelled a talk with the parents"))
TALK_INVITED = register("dossiers.talk_invited", _("invited parents to a talk"))
TALK_REPORTED = register("dossiers.talk_reported", _("wrote the report of a talk"))
TALK_REMINDED = register(
    "dossiers.talk_reminded", _("sent a reminder to write the report of a talk")
)
REPORT_CORRECTED = register("dossiers.report_corrected", _("corrected the report of a talk"))
REPORT_SIGNED = register("dossiers.report_signed", _("signed the report of a talk as a parent"))
PAPER_RECORDED = register("dossiers.paper_recorded", _("recorded a signature of a parent on paper"))
CONTACT_CORRECTED = register(
    "dossiers.contact_corrected", _("corrected a contact with the parents")
)

# parents' rights (A1, A2, A6, A7)
RIGHTS_VIEWED = register(
    "dossiers.rights_viewed", _("read what the parents said and asked"), look=True
)
REQUEST_VIEWED = register("dossiers.request_viewed", _("read a request of a parent"), look=True)
REQUEST_LETTER = register(
    "dossiers.request_letter", _("downloaded the answer to a parent"), look=True
)
INFORMATION_VIEWED = register(
    "dossiers.information_viewed", _("read what Veilig Thuis was told"), look=True
)
STATEMENT_ADDED = register("dossiers.statement_added", _("added a parent's view to the dossier"))
REQUEST_FILED = register("dossiers.request_filed", _("filed a request about the dossier"))
REQUEST_WITHDRAWN = register("dossiers.request_withdrawn", _("withdrew a request"))
REQUEST_ANSWERED = register("dossiers.request_answered", _("answered a request of a parent"))
REQUEST_EFFECTED = register(
    "dossiers.request_effected", _("carried out in the dossier what a parent was granted")
)
ENTRY_ERASED = register("dossiers.entry_erased", _("erased a text at the request of a parent"))
REQUEST_REMINDED = register("dossiers.request_reminded", _("reminded of a parent's request"))
REQUEST_ESCALATED = register(
    "dossiers.request_escalated", _("told the manager that a parent's request is late")
)
CONSENT_GIVEN = register("dossiers.consent_given", _("noted a consent of the parents"))
CONSENT_WITHDRAWN = register("dossiers.consent_withdrawn", _("noted that a consent is withdrawn"))
CONSENT_RENEWED = register("dossiers.consent_renewed", _("renewed a consent of the parents"))
CONSENT_REMINDED = register("dossiers.consent_reminded", _("reminded that a consent ends"))
CONSENT_EXPIRED = register("dossiers.consent_expired", _("ended a consent on its last day"))
INFORMATION_GIVEN = register("dossiers.information_given", _("noted what Veilig Thuis was told"))
INFORMATION_APPROVED = register(
    "dossiers.information_approved", _("noted whether the account of Veilig Thuis is right")
)

# what parents read (A1, A4)
READING_PREVIEWED = register(
    "dossiers.reading_previewed", _("read an entry as parents would read it"), look=True
)
CONTACT_DISCLOSED = register("dossiers.contact_disclosed", _("opened a contact to the parents"))
REPORT_DISCLOSED = register(
    "dossiers.report_disclosed", _("opened the report of a talk to the parents")
)
WITHHELD = register("dossiers.withheld", _("kept an entry from the parents"))
WITHHOLDING_VIEWED = register(
    "dossiers.withholding_viewed", _("read why an entry is kept from the parents"), look=True
)
WITHHOLDING_CONTINUED = register(
    "dossiers.withholding_continued", _("looked again and kept an entry from the parents")
)
WITHHOLDING_ENDED = register(
    "dossiers.withholding_ended", _("ended that an entry is kept from the parents")
)
WITHHOLDING_REMINDED = register(
    "dossiers.withholding_reminded", _("reminded of what is kept from the parents")
)
WITHHOLDING_ESCALATED = register(
    "dossiers.withholding_escalated",
    _("told the manager that nobody looked again at what is kept from the parents"),
)
TERM_DECIDE = register(
    "dossiers.term_decide", _("left it to a person whether the parents read an entry")
)
TERM_REMINDED = register(
    "dossiers.term_reminded", _("reminded that the parents read an entry soon")
)
TERM_ESCALATED = register(
    "dossiers.term_escalated", _("told the manager that nobody decided what the parents read")
)
