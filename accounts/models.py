"""Accounts. What a person may do is a membership (schools), never a flag on the account."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who can log in. There are no superusers: nobody sees every child."""

    is_system = False

    display_name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_superuser=False, is_staff=False), name="accounts_no_superuser"
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.username
