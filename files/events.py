"""What is written in the audit log about files. Each sentence follows the name of who did it."""

from django.utils.translation import gettext_lazy as _

from audit.registry import register

FILE_STORED = register("files.stored", _("added a file"))
VIRUS_FOUND = register("files.virus_found", _("sent in a file that the virus scanner stopped"))
