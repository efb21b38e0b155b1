"""Tables without domain: the outbox, the heartbeats of worker and beat, documents made in the worker."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedBinaryField
from core.ids import uuid7
from core.querysets import DocumentQuerySet


class OutboxMessage(models.Model):
    """Something to be sent. `payload` holds ids and codes, never a name or a text."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    available_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["available_at", "id"],
                name="core_outbox_due",
                condition=models.Q(delivered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Heartbeat(models.Model):
    """When a process last showed that it works, not merely that it lives."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """A document that the worker makes for who asked: a copy to read or print, never the record.

    `subject` is the primary key of what it is about, `choice` says by codes and ids which part of it;
    neither holds a name or a text. The content lies apart (`DocumentContent`) and goes with the row.
    """

    class State(models.TextChoices):
        """How far it is. See core/documents/ for who moves it on."""

        WAITING = "waiting", _("waits for its turn")
        WORKING = "working", _("is being made")
        READY = "ready", _("is ready")
        FAILED = "failed", _("could not be made")

    class Failure(models.TextChoices):
        """Why it could not be made: each has words of its own (`document_views.REASONS`)."""

        NOT_ALLOWED = "not_allowed", _("you may not read this any more")
        TOO_HEAVY = "too_heavy", _("it is too large to make in one piece")
        NO_TOOL = "no_tool", _("this server cannot make PDFs yet")
        BROKEN = "broken", _("something went wrong on our side")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=64)
    choice = models.JSONField(default=dict)
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    failure = models.CharField(max_length=20, choices=Failure.choices, blank=True, default="")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="core_document_owner"),
            models.Index(
                fields=["created_at"],
                name="core_document_open",
                condition=models.Q(state__in=["waiting", "working"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="working", lease_until__isnull=False)
                | (~models.Q(state="working") & models.Q(lease_until__isnull=True)),
                name="core_document_lease",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["ready", "failed"], finished_at__isnull=False)
                | models.Q(state__in=["waiting", "working"], finished_at__isnull=True),
                name="core_document_finished",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="failed") & ~models.Q(failure=""))
                | (~models.Q(state="failed") & models.Q(failure="")),
                name="core_document_failure",
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.state in {self.State.WAITING, self.State.WORKING}


class DocumentContent(models.Model):
    """The bytes of a finished document, encrypted and apart: no list ever loads megabytes by accident."""

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.CASCADE, related_name="content"
    )
    data = EncryptedBinaryField()

    def __str__(self) -> str:
        return f"content of {self.document_id}"
