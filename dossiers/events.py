"""What is written in the audit log about dossiers. Each sentence follows the name of who did it."""

from django.utils.translation import gettext_lazy as _

from audit.registry import register

# looking
DOSSIER_VIEWED = register("dossiers.dossier_viewed", _("read the dossier"), look=True)
SIGNAL_VIEWED = register(
    "dossiers.signal_viewed", _("read a signal with its earlier versions"), look=True
)
HAND_OVER_VIEWED = register("dossiers.hand_over_viewed", _("read a hand-over"), look=True)
FOLLOW_UP_VIEWED = register("dossiers.follow_up_viewed", _("read an evaluation"), look=True)
LOOKS_VIEWED = register("dossiers.looks_viewed", _("read who looked at the dossier"), look=True)
OPENED = register(
    "dossiers.opened", _("opened the dossier of a pupil outside the own group"), look=True
)
FILE_DOWNLOADED = register("dossiers.file_downloaded", _("downloaded a file"), look=True)

# changing
FILE_ATTACHED = register("dossiers.file_attached", _("added a file to the dossier"))
SIGNAL_LOGGED = register("dossiers.signal_logged", _("logged a signal"))
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
