"""Unusual looking, as the clock found it, and what was thought of it (A8). Rules: dossiers/looking.py."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.ids import uuid7
from dossiers.models.access import Opening
from dossiers.querysets import LookFindingQuerySet
from schools.models import School


class LookWatch(models.Model):
    """Up to which day the looks at a school were gone through: a missed run is made up for."""

    school = models.OneToOneField(School, primary_key=True, on_delete=models.PROTECT)
    until = models.DateField()

    def __str__(self) -> str:
        return f"looks of {self.school_id} until {self.until}"


class LookFinding(models.Model):
    """What is to be looked at together: a person, a day, a reason. Never an accusation, never changed.

    `pupils` are the dossiers it is about; `amount` counts them (for AGAIN days, for REFUSED refusals);
    `usual` is what this person reads on other days. `of_manager`: the AF HGKM looks at it (A8).
    """

    class Kind(models.TextChoices):
        """Why it is listed."""

        MANY = "many", _("many dossiers on one day")
        HOURS = "hours", _("outside working hours")
        AGAIN = "again", _("the same dossier on several days")
        REFUSED = "refused", _("refused several times")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = models.PositiveIntegerField()
    usual = models.PositiveIntegerField(null=True, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    pupils = ArrayField(models.UUIDField(), default=list, blank=True)
    of_manager = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LookFindingQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "day", "user", "kind"], name="dossiers_finding_once"
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.pk}"

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody looked at it."""
        return hasattr(self, "review")


class LookReview(models.Model):
    """Somebody looked at a finding and wrote down what it was. Kept, and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    finding = models.OneToOneField(LookFinding, on_delete=models.PROTECT, related_name="review")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = EncryptedTextField(_("what it was"))
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"review {self.pk}"


class OpeningEnd(models.Model):
    """Who opened a dossier for a purpose closed it again, before its hours were over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    opening = models.OneToOneField(Opening, on_delete=models.PROTECT, related_name="end")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"end of {self.opening_id}"
