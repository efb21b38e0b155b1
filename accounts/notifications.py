"""The mail with the link to choose a password. It names nobody: not even the login name is in it."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links import password_path
from accounts.models import User
from accounts.services import PASSWORD_LINK
from core import mail, outbox
from core.models import OutboxMessage


@outbox.handler(PASSWORD_LINK)
def send_password_link(message: OutboxMessage) -> None:
    """Send the link. An account that is closed or has no address gets none."""
    user = User.objects.filter(pk=message.payload["user"], is_active=True).first()
    if user is None or not user.email:
        return
    with translation.override(user.language):
        subject = _("Choose a password for %(site)s") % {"site": settings.SITE_NAME}
        body = _(
            "With this link you choose a password for your account:\n%(link)s\n\n"
            "The link works once, for %(days)s days. The page shows your login name.\n"
            "Did you not ask for it, and is your account not new? Then do nothing.\n\n"
            "For privacy there are no names in this message. You cannot reply to it."
        ) % {
            "link": settings.BASE_URL + password_path(user),
            "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        }
    EmailMessage(
        subject, body, to=[user.email], headers={"Message-ID": mail.message_id(message.key)}
    ).send()
