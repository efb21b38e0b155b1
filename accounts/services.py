"""Every change to an account. Who may is decided by the caller (schools.services), which knows roles."""

import uuid
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import events
from accounts.models import User
from audit.services import record
from core import outbox
from core.actors import Actor
from core.errors import Refused

PASSWORD_LINK = "password_link"  # noqa: S105 - a kind of message, not a secret


@transaction.atomic
def create_account(
    *, actor: Actor, username: str, email: str, display_name: str, language: str = "nl"
) -> User:
    """Make an account without a password and queue the link by which its owner chooses one.

    Returns the user. Raises Refused (by the field) for a login name that is taken, in whatever
    capitals, or has other characters than letters, digits and @ . + - _, for an e-mail address that
    is none, and without a name.
    """
    username, email = username.strip().lower(), email.strip()
    display_name = " ".join(display_name.split())
    _check_username(username)
    _check_owner(email, display_name)
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("This login name is taken. Choose another one."), field="username")
    user = User(username=username, email=email, display_name=display_name, language=language)
    user.set_unusable_password()
    user.save()
    record(events.CREATED, actor=actor, obj=user)
    _queue_link(user)
    return user


def _check_username(username: str) -> None:
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        raise Refused(
            _("Use only letters, digits and the characters @ . + - _ in a login name."),
            field="username",
        ) from error


def _check_owner(email: str, display_name: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(_("Fill in a whole e-mail address."), field="email") from error
    if not display_name:
        raise Refused(_("Fill in the name of the person."), field="display_name")


@transaction.atomic
def change_account(*, actor: Actor, user: User, email: str, display_name: str) -> User:
    """Change name and e-mail address. The same values again change nothing and are not recorded.

    Raises Refused (by the field) for an e-mail address that is none, and without a name.
    """
    email, display_name = email.strip(), " ".join(display_name.split())
    _check_owner(email, display_name)
    found = User.objects.select_for_update().get(pk=user.pk)
    wanted = {"email": email, "display_name": display_name}
    fields = [name for name, value in wanted.items() if getattr(found, name) != value]
    if fields:
        for name in fields:
            setattr(found, name, wanted[name])
        found.save(update_fields=fields)
        record(events.CHANGED, actor=actor, obj=found, fields=fields)
    return found


@transaction.atomic
def send_password_link(*, actor: Actor, user: User) -> None:
    """Queue a new link to choose a password. Raises Refused for a closed account."""
    if not user.is_active:
        raise Refused(_("This account is closed. Open it first."))
    record(events.LINK_SENT, actor=actor, obj=user)
    _queue_link(user)


def queue_reset_link(*, user: Any) -> None:
    """Queue the link that somebody asked for on 'forgotten your password'. Who asked is unknown."""
    _queue_link(user)


def _queue_link(user: Any) -> None:
    # The token is made when the mail goes out: the queue holds ids only.
    outbox.enqueue(
        PASSWORD_LINK,
        key=f"{PASSWORD_LINK}:{user.pk}:{uuid.uuid4().hex}",
        payload={"user": user.pk},
    )


@transaction.atomic
def deactivate_account(*, actor: Actor, user: User) -> User:
    """Close an account; whoever is logged in with it is out at the next request.

    A closed account stays closed without a second record. Raises Refused for one's own account.
    """
    if actor.pk == user.pk:
        raise Refused(_("You cannot close your own account. Ask another application manager."))
    found = User.objects.select_for_update().get(pk=user.pk)
    if found.is_active:
        found.is_active = False
        found.session_epoch += 1
        found.save(update_fields=["is_active", "session_epoch"])
        record(events.DEACTIVATED, actor=actor, obj=found)
    return found


@transaction.atomic
def reactivate_account(*, actor: Actor, user: User) -> User:
    """Open a closed account again, with the password that it had."""
    found = User.objects.select_for_update().get(pk=user.pk)
    if not found.is_active:
        found.is_active = True
        found.save(update_fields=["is_active"])
        record(events.REACTIVATED, actor=actor, obj=found)
    return found


def end_sessions(*, user_id: int) -> None:
    """End every session of a person: the next request has to log in. Part of a recorded change."""
    User.objects.filter(pk=user_id).update(session_epoch=F("session_epoch") + 1)
