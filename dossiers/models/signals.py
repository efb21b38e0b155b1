"""Signals (D1): a header, and versions that only add up (D6). Every narrative is an encrypted field."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.ids import uuid7
from dossiers.models.base import DossierRecord, moment_of
from dossiers.querysets import SignalQuerySet
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class Signal(DossierRecord):
    """A signal about a pupil (D1). What was seen is in its versions.

    Day, time and kinds are those of the last version: Postgres copies them when a version is added, so
    that lists sort and filter on an index. The app itself may not change them.
    """

    class Kind(models.TextChoices):
        """Kinds of observation (D5), in our own words."""

        BEHAVIOUR = "behaviour", _("Behaviour that stands out")
        CARE = "care", _("Clothes, body, daily care")
        LEARNING = "learning", _("Learning")
        INJURY = "injury", _("Physical complaint or injury")
        UPBRINGING = "upbringing", _("Upbringing")
        HOME = "home", _("Change or tension at home, such as a divorce")
        VIOLENCE = "violence", _("Violence at home")
        DEBT = "debt", _("Money trouble")
        CONTACT = "contact", _("Contact between child and parent")
        SEXUAL = "sexual", _("Sexual behaviour or knowledge beyond the age")
        OTHER = "other", _("Something else")

    SENSITIVE = frozenset({Kind.VIOLENCE, Kind.SEXUAL})
    """Kinds that no clock opens to parents: a person decides, since reading may endanger a child (A4)."""

    occurred_on = models.DateField(_("day"))
    occurred_at = models.TimeField(_("time"), null=True, blank=True)
    kinds = ArrayField(models.CharField(max_length=20, choices=Kind.choices))

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_on", "-created_at"]
        indexes = [models.Index(fields=["pupil", "-occurred_on"], name="dossiers_signal_pupil")]
        constraints = [
            models.CheckConstraint(condition=~Q(kinds=[]), name="dossiers_signal_kinds"),
        ]

    def __str__(self) -> str:
        return f"signal {self.pk}"

    @property
    def current(self) -> "SignalVersion":
        """The reading that counts now: the last version (uses prefetched versions when there are)."""
        return max(self.versions.all(), key=lambda version: version.number)

    @property
    def kind_labels(self) -> list[str]:
        """The kinds in words, in the order of the list."""
        return [str(kind.label) for kind in self.Kind if kind.value in self.kinds]

    @property
    def moment(self) -> date:
        """The day, or the day and time (Amsterdam) when the time is known."""
        return moment_of(self.occurred_on, self.occurred_at)

    @property
    def is_sensitive(self) -> bool:
        """Whether only a person may open it to parents."""
        return not self.SENSITIVE.isdisjoint(self.kinds)

    @property
    def for_parents(self) -> str:
        """What parents read: 'nothing', 'current' (the last version) or 'earlier' (one before it)."""
        opened = [disclosure.version_id for disclosure in self.disclosures.all()]
        if not opened:
            return "nothing"
        return "current" if self.current.pk in opened else "earlier"


class SignalVersion(models.Model):
    """One reading of a signal. Facts, hearsay and own interpretation are kept apart (D2)."""

    class Change(models.TextChoices):
        """How it came about: what was empty is filled in later, what was wrong is corrected."""

        FIRST = "first", _("logged")
        ADDITION = "addition", _("completed")
        CORRECTION = "correction", _("corrected")

    class Qualification(models.TextChoices):
        """Why somebody may make a diagnosis (D4)."""

        BIG = "big", _("BIG-registered")
        OTHER = "other", _("qualified in another way")

    class Informed(models.TextChoices):
        """Whether the parents were told; '' is not filled in yet."""

        YES = "yes", _("Yes, the parents were told")
        NO = "no", _("No, not told")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    change = models.CharField(max_length=10, choices=Change.choices, default=Change.FIRST)
    change_reason = EncryptedTextField(_("why it is corrected"), blank=True, default="")
    occurred_on = models.DateField(_("day"))
    occurred_at = models.TimeField(_("time"), null=True, blank=True)
    kinds = ArrayField(models.CharField(max_length=20, choices=Signal.Kind.choices))
    place = EncryptedTextField(_("place"), blank=True, default="")
    facts = EncryptedTextField(_("what I saw"), blank=True)
    child_words = EncryptedTextField(
        _("what the child said, word for word"), blank=True, default=""
    )
    hearsay = EncryptedTextField(_("what I heard"), blank=True, default="")
    hearsay_source = EncryptedTextField(_("from whom"), blank=True, default="")
    hearsay_consent = models.BooleanField(_("the source agrees"), default=False)
    interpretation = EncryptedTextField(_("what I think of it"), blank=True, default="")
    diagnosis = EncryptedTextField(_("diagnosis"), blank=True, default="")
    diagnosis_by = EncryptedTextField(_("who made it"), blank=True, default="")
    diagnosis_qualification = models.CharField(
        _("qualification"), max_length=10, choices=Qualification.choices, blank=True, default=""
    )
    others = EncryptedTextField(_("others present, by initials"), blank=True, default="")
    action = EncryptedTextField(_("what I did"), blank=True, default="")
    agreement = EncryptedTextField(_("what was agreed"), blank=True, default="")
    agreement_otherwise = EncryptedTextField(_("if it is not kept"), blank=True, default="")
    parents_informed = models.CharField(
        _("parents told"), max_length=5, choices=Informed.choices, blank=True, default=""
    )
    parents_informed_on = models.DateField(_("told on"), null=True, blank=True)
    parents_informed_how = EncryptedTextField(_("how, and what they said"), blank=True, default="")
    parents_not_informed_reason = EncryptedTextField(
        _("why they were not told"), blank=True, default=""
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            # Corrections are few: 'what do parents read of which there is a newer version' looks here.
            models.Index(
                fields=["school", "signal"],
                name="dossiers_version_correction",
                condition=Q(number__gt=1),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["signal", "number"], name="dossiers_version_number"),
            models.CheckConstraint(
                # D4: no information of a third party without its source and consent.
                condition=Q(hearsay="") | (Q(hearsay_consent=True) & ~Q(hearsay_source="")),
                name="dossiers_version_consent",
            ),
            models.CheckConstraint(
                # Only a granted request of a parent (A2) leaves a version without its text.
                condition=~Q(facts="") | Q(erased_at__isnull=False),
                name="dossiers_version_facts",
            ),
            models.CheckConstraint(condition=~Q(kinds=[]), name="dossiers_version_kinds"),
            models.CheckConstraint(
                # D4: no diagnosis without the professional who made it, and why that one may.
                condition=Q(diagnosis="")
                | (~Q(diagnosis_by="") & Q(diagnosis_qualification__in=["big", "other"])),
                name="dossiers_version_diagnosis",
            ),
            models.CheckConstraint(
                # Parents who were not told: why not. Parents who were told: when.
                condition=Q(parents_informed="")
                | Q(parents_informed="yes", parents_informed_on__isnull=False)
                | (Q(parents_informed="no") & ~Q(parents_not_informed_reason="")),
                name="dossiers_version_informed",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.signal_id}"


class SignalLink(models.Model):
    """A later signal confirms or refutes an earlier one (D3)."""

    class Kind(models.TextChoices):
        CONFIRMS = "confirms", _("confirms")
        REFUTES = "refutes", _("refutes")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    later = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="links_back")
    earlier = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="links_on")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["later", "earlier"], name="dossiers_link_once"),
            models.CheckConstraint(condition=~Q(later=F("earlier")), name="dossiers_link_other"),
        ]

    def __str__(self) -> str:
        return f"{self.later_id} {self.kind} {self.earlier_id}"
