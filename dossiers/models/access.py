"""Why somebody opened a dossier (R1, A8), and what somebody is still writing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.ids import uuid7
from dossiers.querysets import DraftQuerySet, OpeningQuerySet
from schools.models import Pupil, School


class Opening(models.Model):
    """Somebody opened a dossier outside the own group, for a stated purpose (R1, A8)."""

    class Purpose(models.TextChoices):
        REPLACING = "replacing", _("I replace the teacher")
        SIGNAL = "signal", _("I want to log a signal")
        CONSULTED = "consulted", _("A colleague asked me to think along")
        SUPPORT = "support", _("I give this pupil support or lessons")
        SIBLING = "sibling", _("I have a worry about a brother or sister")
        INCIDENT = "incident", _("The pupil was involved in an incident")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    explanation = EncryptedTextField(_("explanation"), blank=True, default="")
    opened_at = models.DateTimeField(auto_now_add=True)
    valid_until = models.DateTimeField()

    objects = OpeningQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "pupil"], name="dossiers_opening_user")]

    def __str__(self) -> str:
        return f"opening {self.pk}"


class Draft(models.Model):
    """Something that is being written: kept encrypted on the server, for its writer alone.

    Its id becomes the record's id, so that a form sent twice is one record. There is one a writer, pupil,
    form and subject: a second window writes in the same.
    """

    class Form(models.TextChoices):
        """What is being written; `about` is the record that the form belongs to, if there is one."""

        SIGNAL = "signal", _("signal")
        CORRECTION = "correction", _("correction of a signal")
        TALK_REPORT = "talk_report", _("report of a talk")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=20, choices=Form.choices, default=Form.SIGNAL)
    about = models.UUIDField(null=True, blank=True)
    content = EncryptedTextField(default="{}")
    updated_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "author", "form", "about"],
                name="dossiers_draft_one",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
