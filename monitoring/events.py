"""What the audit log says of this app."""

from django.utils.translation import gettext_lazy as _

from audit.registry import register

ROUND_OPENED = register("monitoring.round_opened", _("opened the yearly monitoring of a school"))
ROUND_CONCLUDED = register(
    "monitoring.round_concluded", _("concluded the yearly monitoring of a school")
)
ROUND_VIEWED = register(
    "monitoring.round_viewed", _("looked at the yearly monitoring of a school"), look=True
)
