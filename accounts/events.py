"""What is kept of changes to accounts."""

from django.utils.translation import gettext_lazy as _

from audit import registry

CREATED = registry.register("accounts.created", _("made an account"))
CHANGED = registry.register("accounts.changed", _("changed the data of an account"))
LINK_SENT = registry.register("accounts.link_sent", _("sent a link to choose a password"))
DEACTIVATED = registry.register("accounts.deactivated", _("closed an account"))
REACTIVATED = registry.register("accounts.reactivated", _("opened a closed account again"))
