"""The pupil dossier: signals and their versions, contacts with parents, what is agreed, hand-over (D, A).

Nothing is overwritten (D6): a signal is a header that never changes and versions that only add up; the
database refuses UPDATE and DELETE on both. Every narrative is an encrypted field.
"""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.duties import Duty
from core.fields import EncryptedTextField
from core.ids import uuid7
from core.workdays import AMSTERDAM
from dossiers.querysets import (
    ContactQuerySet,
    DraftQuerySet,
    FollowUpQuerySet,
    HandOverQuerySet,
    OpeningQuerySet,
    SignalQuerySet,
)
from schools.models import Pupil, School

if TYPE_CHECKING:
    from accounts.models import User


def moment_of(day: date, at: time | None) -> date:
    """Return the day, or day and time in Amsterdam when the time is known."""
    return datetime.combine(day, at, AMSTERDAM) if at else day


class DossierRecord(models.Model):
    """What each record in a dossier has: its pupil, the pupil's school (for access), who and when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="%(class)ss")
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Signal(DossierRecord):
    """A signal about a pupil (D1): when, where, what kind. What was seen is in its versions."""

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
    def for_parents(self) -> str:
        """What parents read: 'nothing', 'current' (the last version) or 'earlier' (one before it)."""
        opened = [disclosure.version_id for disclosure in self.disclosures.all()]
        if not opened:
            return "nothing"
        return "current" if self.current.pk in opened else "earlier"


class SignalVersion(models.Model):
    """One reading of a signal. Facts, hearsay and own interpretation are kept apart (D2)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    change_reason = EncryptedTextField(_("why it is corrected"), blank=True, default="")
    place = EncryptedTextField(_("place"), blank=True, default="")
    facts = EncryptedTextField(_("what I saw"))
    hearsay = EncryptedTextField(_("what I heard"), blank=True, default="")
    hearsay_source = EncryptedTextField(_("from whom"), blank=True, default="")
    hearsay_consent = models.BooleanField(_("the source agrees"), default=False)
    interpretation = EncryptedTextField(_("what I think of it"), blank=True, default="")
    others = EncryptedTextField(_("others present, by initials"), blank=True, default="")
    action = EncryptedTextField(_("what I did"), blank=True, default="")
    agreement = EncryptedTextField(_("what was agreed"), blank=True, default="")
    agreement_otherwise = EncryptedTextField(_("if it is not kept"), blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["signal", "number"], name="dossiers_version_number"),
            models.CheckConstraint(
                # D4: no information of a third party without its source and consent.
                condition=Q(hearsay="") | (Q(hearsay_consent=True) & ~Q(hearsay_source="")),
                name="dossiers_version_consent",
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


class ParentContact(DossierRecord):
    """A contact with a parent about the child (D1, D8): when, with whom, how, about what, agreed what."""

    class Channel(models.TextChoices):
        TALK = "talk", _("Talk at school")
        PHONE = "phone", _("Telephone")
        DOOR = "door", _("At the door")
        MESSAGE = "message", _("Message")
        HOME_VISIT = "home_visit", _("Home visit")

    happened_on = models.DateField(_("day"))
    happened_at = models.TimeField(_("time"), null=True, blank=True)
    channel = models.CharField(_("how"), max_length=20, choices=Channel.choices)
    signal = models.ForeignKey(
        Signal, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    spoken_with = EncryptedTextField(_("with whom"))
    about = EncryptedTextField(_("about what"))
    agreed = EncryptedTextField(_("agreed"), blank=True, default="")

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-created_at"]
        indexes = [models.Index(fields=["pupil", "-happened_on"], name="dossiers_contact_pupil")]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def moment(self) -> date:
        """The day, or the day and time (Amsterdam) when the time is known."""
        return moment_of(self.happened_on, self.happened_at)


class FollowUp(Duty):
    """Look at it again on a date: the evaluation of an agreement (D1, D8)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="followups")
    signal = models.ForeignKey(
        Signal, null=True, blank=True, on_delete=models.PROTECT, related_name="followups"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="follow_ups"
    )
    what = EncryptedTextField(_("what to look at"))
    result = EncryptedTextField(_("what came of it"), blank=True, default="")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_by__isnull=False),
                name="dossiers_followup_done_by",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_on"], name="dossiers_followup_open", condition=Q(done_on=None)
            )
        ]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"


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


class Disclosure(models.Model):
    """What parents read of one version of a signal, from now on (A1). Withholding is its absence (A4).

    `content` is the reading itself, with others masked, as the AF HGKM or manager saw it before they
    opened it: a parent's request can't see the names of other children, so it could not mask them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="disclosures")
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="disclosures")
    version = models.OneToOneField(
        SignalVersion, on_delete=models.PROTECT, related_name="disclosure"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    content = EncryptedTextField()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"disclosure of {self.signal_id}"


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
    """A signal that is being written: kept encrypted on the server, for its writer alone.

    Its id becomes the signal's id, so that a form sent twice is one signal.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content = EncryptedTextField(default="{}")
    updated_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pupil", "author"], name="dossiers_draft_one")
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
