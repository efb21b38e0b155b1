"""Files that somebody sent in, after cleaning: what they are, and apart from that what is in them.

A file belongs to a record of another room (an attachment of a dossier), which decides who may see it.
Nothing is overwritten or deleted here (D6): the database refuses UPDATE and DELETE on both tables. A granted
request of erasure alone (A2, `app.erase`) removes the bytes and the name; that there was a file stays.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedBinaryField, EncryptedTextField
from core.ids import uuid7
from files.querysets import StoredFileQuerySet
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class StoredFile(models.Model):
    """What there is to say of a file without opening it. Lists read this and never the content."""

    class MediaType(models.TextChoices):
        """What we keep: five kinds, each proved by its own parser and written anew."""

        JPEG = "image/jpeg", _("Photo (JPEG)")
        PNG = "image/png", _("Image (PNG)")
        PDF = "application/pdf", _("PDF")
        DOCX = (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            _("Word document"),
        )
        TEXT = "text/plain", _("Plain text")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    uploaded_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    name = EncryptedTextField(_("file name"))
    media_type = models.CharField(max_length=100, choices=MediaType.choices)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    scanned_at = models.DateTimeField(null=True, blank=True)
    scanner = models.CharField(max_length=100, blank=True, default="")

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="files_storedfile_size"),
            models.CheckConstraint(
                condition=Q(scanner="", scanned_at__isnull=True)
                | (~Q(scanner="") & Q(scanned_at__isnull=False)),
                name="files_storedfile_scanned",
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"

    @property
    def is_erased(self) -> bool:
        """Whether its bytes and name are gone (A2)."""
        return not self.sha256


class FileContent(models.Model):
    """The bytes of a file, encrypted and bound to their row (ADR 7).

    A table of its own, so that no list, join or `select_related` ever loads megabytes by accident.
    """

    file = models.OneToOneField(
        StoredFile, primary_key=True, on_delete=models.PROTECT, related_name="content"
    )
    data = EncryptedBinaryField()

    def __str__(self) -> str:
        return f"content of file {self.file_id}"
