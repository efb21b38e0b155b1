"""The audit log: append-only, one hash chain a school, ids and field names only (A8).

The app role may read it and can write through `app.audit_record` alone; see audit/migrations.
"""

import uuid

from django.db import models

from audit import registry


class EventQuerySet(models.QuerySet["Event"]):
    """Queries on the log. Who may read it is decided by what it is about: see the apps' own views."""

    def about_pupil(self, pupil_id: uuid.UUID) -> "EventQuerySet":
        """Return what happened to, and who looked at, the dossier of one pupil; newest first."""
        return self.filter(pupil_id=pupil_id).order_by("-at", "-id")


class Event(models.Model):
    """One thing that happened, or one look. Never changed, never deleted."""

    id = models.BigAutoField(primary_key=True)
    chain = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    school_id = models.BigIntegerField(null=True)
    pupil_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40)
    prev = models.BinaryField()
    hash = models.BinaryField()

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="audit_event_chain_seq"),
        ]
        indexes = [
            models.Index(fields=["pupil_id", "-at"], name="audit_event_pupil"),
            models.Index(fields=["object_type", "object_id"], name="audit_event_object"),
            # What happened at a school on a day; what has no school (refusals) stands together.
            models.Index(fields=["school_id", "at"], name="audit_event_school"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.seq} {self.action}"

    @property
    def sentence(self) -> str:
        """What happened, in words, without a name."""
        return str(registry.get(self.action).sentence)

    @property
    def is_look(self) -> bool:
        """Whether somebody looked, rather than changed something."""
        return registry.get(self.action).look


class Chain(models.Model):
    """The head of each chain, kept apart so that a removed tail shows."""

    chain = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.chain}: {self.seq}"
