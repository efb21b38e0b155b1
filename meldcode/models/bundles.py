"""The Rapportages of a school, bundled every year and analysed every two years (M11, T)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.duties import Duty
from core.fields import EncryptedTextField
from core.ids import uuid7
from meldcode.querysets import BundleQuerySet
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class Bundle(Duty):
    """The look back of a school over one school year, or over two. The clock opens it on 1 August."""

    class Kind(models.TextChoices):
        YEAR = "year", _("yearly bundle")
        TWO_YEARS = "two_years", _("analysis of two years")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "starts_on"], name="meldcode_bundle_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["year", "two_years"]) & Q(ends_on__gt=F("starts_on")),
                name="meldcode_bundle_period",
            ),
        ]

    def __str__(self) -> str:
        return f"bundle {self.pk}"


class BundleText(models.Model):
    """What AF HGKM and manager conclude from the bundle. Each version stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="texts")
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    number = models.PositiveIntegerField()
    seen = EncryptedTextField(_("what we see"))
    bottlenecks = EncryptedTextField(_("bottlenecks"), blank=True, default="")
    measures = EncryptedTextField(_("what we do"))

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "number"], name="meldcode_bundletext_number"),
            models.CheckConstraint(
                condition=~Q(seen="") & ~Q(measures=""), name="meldcode_bundletext_words"
            ),
        ]

    def __str__(self) -> str:
        return f"bundle text {self.pk}"
