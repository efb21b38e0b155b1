"""A register that a school kept in a spreadsheet, between its upload and its place in ours (I1)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.ids import uuid7
from incidents.importing.querysets import RegisterImportQuerySet
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class RegisterImport(models.Model):
    """An uploaded CSV file. It lies encrypted in the row until it is imported, dropped or too old.

    What a person said about its columns and words is encrypted too: a column that was taken for the
    kind may well hold names.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for confirmation")
        APPLIED = "applied", _("imported")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    uploaded_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    applied_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(null=True)
    # How many rows: created, closed, reported, known, twice. Numbers only.
    counts = models.JSONField(default=dict)
    mapping = EncryptedTextField(blank=True, default="")
    content = EncryptedTextField(blank=True, default="")

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "pk"]
        indexes = [
            models.Index(
                fields=["expires_on"],
                name="incidents_import_waiting",
                condition=Q(state="waiting"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", applied_at=None, applied_by=None) & ~Q(content="")
                | Q(state="cancelled", applied_at=None, applied_by=None, content="", mapping="")
                | Q(
                    state="applied",
                    applied_at__isnull=False,
                    applied_by__isnull=False,
                    content="",
                    mapping="",
                ),
                name="incidents_import_state",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be imported."""
        return self.state == self.State.WAITING
