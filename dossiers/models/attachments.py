"""Files that belong to a record of the dossier."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from dossiers.models.base import DossierRecord, exactly_one
from dossiers.models.contacts import ParentContact
from dossiers.models.rights import ParentRequest
from dossiers.models.signals import Signal
from dossiers.models.talks import Talk
from dossiers.querysets import AttachmentQuerySet
from files.models import StoredFile


class Attachment(DossierRecord):
    """A file that belongs to one signal, contact, talk or request. Parents get none of them."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="attachment")
    title = EncryptedTextField(_("what it is"), blank=True, default="")
    signal = models.ForeignKey(
        Signal, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    contact = models.ForeignKey(
        ParentContact, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    talk = models.ForeignKey(
        Talk, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    request = models.ForeignKey(
        ParentRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("signal", "contact", "talk", "request"),
                name="dossiers_attachment_of",
            ),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"
