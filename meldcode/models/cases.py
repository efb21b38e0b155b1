"""A case, the children it is about, what it started from, and the signals gathered for it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.ids import uuid7
from dossiers.models import HandOver, Signal
from meldcode.querysets import CaseQuerySet, CaseSignalQuerySet
from meldcode.workflow import State
from schools.grants import ObjectGrant
from schools.models import Pupil, School

if TYPE_CHECKING:
    from accounts.models import User


class Case(models.Model):
    """A Meldcode case, kept by the AF HGKM (R2). `pupil` is the child with whom it started."""

    class Origin(models.TextChoices):
        HAND_OVER = "hand_over", _("handed over by a teacher")
        DIRECT = "direct", _("opened by the AF HGKM")
        SIGNAL = "signal", _("opened from a signal")
        INCIDENT = "incident", _("opened from an incident")
        VEILIG_THUIS = "veilig_thuis", _("Veilig Thuis asked about the child")
        ACUTE = "acute", _("opened by an acute report")

    class Cause(models.TextChoices):
        """How urgent it is when it starts (M2, M7)."""

        GROWING = "growing", _("The worry grows and talks have not helped")
        ACUTE = "acute", _("Acute danger")
        DISCLOSURE = "disclosure", _("The child or an adult told it by themselves")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    origin = models.CharField(max_length=20, choices=Origin.choices)
    # The signal or incident from which it was opened; its room registers how it is found.
    origin_ref = models.UUIDField(null=True, blank=True)
    cause = models.CharField(max_length=20, choices=Cause.choices)
    reason = EncryptedTextField(_("why this case is opened"))
    opened_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        default_permissions = ()  # view_case is a grant on one case, see CaseGrant
        permissions = [
            ("view_case", "May read this Meldcode case"),
            ("take_manager_place", "Takes the manager's place in this Meldcode case"),
            ("take_af_place", "Takes the AF HGKM's place in this Meldcode case"),
            ("settle_case", "Decides when AF HGKM and manager disagree in this Meldcode case"),
        ]
        indexes = [models.Index(fields=["school", "state"], name="meldcode_case_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="meldcode_case_known_state"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="meldcode_case_reason"),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="meldcode_case_closed_by",
            ),
            # A second worry about a child belongs in the running case, not in another one.
            models.UniqueConstraint(
                fields=["pupil"], name="meldcode_case_one_open", condition=~Q(state=State.CLOSED)
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def code(self) -> str:
        """What the board calls the case by: it tells nothing about a child (R4)."""
        return self.pk.hex[-6:].upper()

    @property
    def is_urgent(self) -> bool:
        """Whether it may not wait (M7): acute, or told by the child or an adult themselves."""
        return self.cause != self.Cause.GROWING


class CaseRecord(models.Model):
    """What each record of a case has: its case, the school (for access), who and when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class CasePupil(CaseRecord):
    """A child whom the case is about; the first one too (D7: brothers and sisters)."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="case_links")

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "pupil"], name="meldcode_casepupil_once")
        ]


class CaseHandOver(CaseRecord):
    """A hand-over by a teacher that was taken into the case: the first, or one that came later (M2)."""

    hand_over = models.OneToOneField(HandOver, on_delete=models.PROTECT, related_name="case_link")

    class Meta:
        ordering = ["created_at"]


class CaseSignal(CaseRecord):
    """What a signal of the dossier says about the suspicion (M3, D7). The latest row per signal counts."""

    class Speaks(models.TextChoices):
        FOR = "for", _("supports the suspicion")
        AGAINST = "against", _("speaks against it")
        NOT_USED = "not_used", _("not used any more")

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="case_links")
    number = models.PositiveIntegerField()
    speaks = models.CharField(max_length=10, choices=Speaks.choices)
    note = EncryptedTextField(_("remark"), blank=True, default="")

    objects = CaseSignalQuerySet.as_manager()

    class Meta:
        ordering = ["signal", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "signal", "number"], name="meldcode_casesignal_number"
            ),
            models.CheckConstraint(
                condition=Q(speaks__in=["for", "against", "not_used"]),
                name="meldcode_casesignal_speaks",
            ),
        ]

    @property
    def changed_since(self) -> bool:
        """Whether the signal was corrected or completed after it was judged here (D6)."""
        return any(version.created_at > self.created_at for version in self.signal.versions.all())


class Closure(CaseRecord):
    """The case was closed, or opened again, and why."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("opened again")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = EncryptedTextField(_("why"))
    # Why it is closed while the coach still misses something.
    missing_ground = EncryptedTextField(blank=True, default="")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="meldcode_closure_reason")
        ]


class CaseGrant(ObjectGrant):
    """Somebody may read one case until a day, with a reason (see schools.grants)."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")

    class Meta(ObjectGrant.Meta):
        abstract = False
