"""Colleagues in an incident, and who is shut out of it (I3, I6; P2)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.ids import uuid7
from incidents.models.incidents import Incident, Part
from incidents.querysets import IncidentStaffQuerySet
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class IncidentStaff(models.Model):
    """A colleague's part in it, in words that don't judge (I6).

    Who took the initiative is shut out: for that person the incident does not exist, nor this row
    (migrations/0004). A part is taken back only with a reason, by somebody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="staff")
    person: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField(_("part"), max_length=12, choices=Part.choices)
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = EncryptedTextField(_("why it is taken back"), blank=True, default="")

    objects = IncidentStaffQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["person"],
                name="incidents_staff_shut_out",
                condition=Q(part="initiative", ended_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person"],
                name="incidents_staff_once",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(part__in=["initiative", "befell", "saw"]), name="incidents_staff_part"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (
                    Q(ended_at__isnull=False, ended_by__isnull=False)
                    & ~Q(end_reason="")
                    & ~Q(ended_by=F("person"))
                ),
                name="incidents_staff_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.part}"
