"""Accounts. What a person may do is a membership (schools), never a flag on the account."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who can log in. There are no superusers: nobody sees every child."""

    is_system = False

    display_name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )
    # Part of what a session is checked against: one higher, and every session of this person is over.
    session_epoch = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_superuser=False, is_staff=False), name="accounts_no_superuser"
            ),
            # Logging in doesn't look at capitals, so two names that differ in capitals are one.
            models.UniqueConstraint(Lower("username"), name="accounts_username_lower"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name as the beheerder wrote it."""
        return str(self)

    def get_short_name(self) -> str:
        """The name as the beheerder wrote it."""
        return str(self)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django's own check of a session, with the epoch beside the password.
        value = f"{self.password}|{self.session_epoch}"
        return salted_hmac("accounts.session", value, secret=secret, algorithm="sha256").hexdigest()
