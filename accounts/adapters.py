"""How allauth behaves here: no sign-up of one's own, and second-factor secrets encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from accounts import services
from core.crypto import keyring

_CONTEXT = "mfa"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by the functioneel beheerder, never by sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Queue the link: a mail server that is down or slow must not tell which address is known."""
        services.queue_reset_link(user=user)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps the secrets of authenticators as ciphertext."""

    def encrypt(self, text: str) -> str:
        return keyring().encrypt(text, context=_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        return keyring().decrypt(encrypted_text, context=_CONTEXT)
