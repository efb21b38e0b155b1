"""What the audit log says of parents: staff see on the dossier that a parent read it (A8)."""

from django.utils.translation import gettext_lazy as _

from audit.registry import register

DOSSIER_READ = register("portal.dossier_read", _("read the dossier as a parent"), look=True)
