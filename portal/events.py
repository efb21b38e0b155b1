"""What the audit log says of parents: staff see on the dossier that a parent read it (A8)."""

from django.utils.translation import gettext_lazy as _

from audit.registry import register

DOSSIER_READ = register("portal.dossier_read", _("read the dossier as a parent"), look=True)
DOSSIER_DOWNLOADED = register(
    "portal.dossier_downloaded", _("downloaded the dossier as a parent"), look=True
)
REQUEST_READ = register("portal.request_read", _("read the own request as a parent"), look=True)
LETTER_READ = register(
    "portal.letter_read", _("downloaded the answer to the own request"), look=True
)
TALK_LETTER_READ = register(
    "portal.talk_letter_read", _("read a letter about a talk as a parent"), look=True
)
TALK_REPORT_READ = register(
    "portal.talk_report_read", _("read the report of a talk as a parent"), look=True
)
TALK_LETTER_DOWNLOADED = register(
    "portal.talk_letter_downloaded", _("downloaded a letter about a talk as a parent"), look=True
)
TALK_REPORT_DOWNLOADED = register(
    "portal.talk_report_downloaded", _("downloaded the report of a talk as a parent"), look=True
)
