"""A worry that a teacher hands over to the AF HGKM (M2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from dossiers.models.base import DossierRecord
from dossiers.models.signals import Signal
from dossiers.querysets import HandOverQuerySet


class HandOver(DossierRecord):
    """A teacher hands a worry over to the AF HGKM, with a reason (M2). Never a teacher alone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for the AF HGKM")
        TAKEN = "taken", _("taken over by the AF HGKM")

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    acute = models.BooleanField(_("acute"), default=False)
    reason = EncryptedTextField(_("why you hand it over"))
    signals = models.ManyToManyField(Signal, related_name="handovers", blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    escalate_on = models.DateField()
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil"], name="dossiers_handover_waiting", condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="dossiers_handover_taken_by",
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"
