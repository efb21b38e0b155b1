"""Mail says that something waits, and links to it. No name, no content (see SECURITY.md)."""

import hashlib
from collections.abc import Iterable
from email.message import Message
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import outbox
from core.models import OutboxMessage

_notices: dict[str, Promise] = {}


def register_notice(code: str, sentence: Promise) -> str:
    """Name a kind of notice. `sentence` says what waits, without any name. Returns `code`."""
    _notices[code] = sentence
    return code


def notify(*, user_id: int, notice: str, path: str, key: str) -> None:
    """Queue a mail to a user: the notice's sentence and a link to `path`. `key` makes it once."""
    if notice not in _notices:
        raise KeyError(notice)
    payload = {"user": user_id, "notice": notice, "path": path}
    outbox.enqueue("mail", key=f"mail:{key}:{user_id}", payload=payload)


def message_id(key: str) -> str:
    """Return the message id for an outbox key: the same key is the same message."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@veiligopschool.invalid>"


@outbox.handler("mail")
def send(message: OutboxMessage) -> None:
    """Send one queued mail. A user who left or has no address gets none."""
    user = get_user_model().objects.filter(pk=message.payload["user"], is_active=True).first()
    if user is None or not user.email:
        return
    with translation.override(user.language):
        body = _(
            "%(sentence)s\n\nOpen it here (you have to log in):\n%(link)s\n\n"
            "For privacy there are no names in this message. You cannot reply to it."
        ) % {
            "sentence": _notices[message.payload["notice"]],
            "link": settings.BASE_URL + message.payload["path"],
        }
        subject = _("Something is waiting for you in %(site)s") % {"site": settings.SITE_NAME}
    EmailMessage(
        subject, body, to=[user.email], headers={"Message-ID": message_id(message.key)}
    ).send()


class FileBackend(BaseEmailBackend):
    """The demo's mail: one file a message id in EMAIL_FILE_PATH, so a repeat leaves no second file."""

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for mail in email_messages:
            content: Message = mail.message()
            name = str(content["Message-ID"]).strip("<>").replace("/", "_")
            (folder / f"{name}.eml").write_bytes(content.as_bytes())
            count += 1
        return count
