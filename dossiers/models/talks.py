"""Talks with parents (D8): prepared, held, reported in versions, signed 'seen' or 'agreed'."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import EncryptedTextField
from core.ids import uuid7
from dossiers.models.base import DossierRecord, moment_of
from dossiers.models.signals import Signal
from dossiers.querysets import TalkQuerySet
from schools.models import Guardian, School

if TYPE_CHECKING:
    from accounts.models import User


class Talk(DossierRecord):
    """A talk with parents. Its agreements are follow-ups (`agreements`), its account is in reports."""

    class Kind(models.TextChoices):
        """A heavy talk is held by two professionals, or with an independent minute-taker."""

        REGULAR = "regular", _("Regular care talk")
        HEAVY = "heavy", _("Heavy care talk")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("kind of talk"), max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    planned_on = models.DateField(_("day"))
    planned_at = models.TimeField(_("time"), null=True, blank=True)
    place = EncryptedTextField(_("place"), blank=True, default="")
    goal = EncryptedTextField(_("goal of the talk"))
    # For the staff alone; an invitation and a report never hold it.
    preparation = EncryptedTextField(_("preparation"), blank=True, default="")
    guardians = models.ManyToManyField(Guardian, related_name="talks", blank=True)
    attending = EncryptedTextField(_("who else attends"), blank=True, default="")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    minute_taker = EncryptedTextField(_("independent minute-taker"), blank=True, default="")
    signals = models.ManyToManyField(Signal, related_name="talks", blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    change_reason = EncryptedTextField(_("why it is changed"), blank=True, default="")
    cancel_reason = EncryptedTextField(_("why it is cancelled"), blank=True, default="")
    # The author was told that the day has passed and the report is not written.
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "-created_at"]
        indexes = [models.Index(fields=["pupil", "-planned_on"], name="dossiers_talk_pupil")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_on__isnull=False), name="dossiers_talk_held"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="dossiers_talk_cancelled",
            ),
            models.CheckConstraint(
                condition=~Q(state="held", kind="heavy")
                | Q(second__isnull=False)
                | ~Q(minute_taker=""),
                name="dossiers_talk_two",
            ),
        ]

    def __str__(self) -> str:
        return f"talk {self.pk}"

    @property
    def moment(self) -> date:
        """The day, or the day and time (Amsterdam) when the time is known."""
        return moment_of(self.planned_on, self.planned_at)

    @property
    def is_heavy(self) -> bool:
        """Whether two professionals hold it, or an independent minute-taker is there."""
        return self.kind == self.Kind.HEAVY

    @property
    def needs_second(self) -> bool:
        """Whether nobody is named yet without whom a heavy talk may not be held."""
        return self.is_heavy and self.second_id is None and not self.minute_taker


class TalkReport(models.Model):
    """One version of the account of a talk. The last one counts; earlier ones stay readable (D6)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField()
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    change_reason = EncryptedTextField(_("why it is corrected"), blank=True, default="")
    held_on = models.DateField(_("day"))
    held_at = models.TimeField(_("time"), null=True, blank=True)
    present = EncryptedTextField(_("who were there"), blank=True)
    discussed = EncryptedTextField(_("what we discussed"), blank=True)
    parents_view = EncryptedTextField(_("how the parents see it"), blank=True, default="")
    child_view = EncryptedTextField(_("how the child sees it"), blank=True, default="")
    conclusion = EncryptedTextField(_("what we conclude together"), blank=True, default="")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["talk", "number"], name="dossiers_report_number"),
            models.CheckConstraint(
                condition=(~Q(present="") & ~Q(discussed="")) | Q(erased_at__isnull=False),
                name="dossiers_report_text",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.number} of {self.talk_id}"

    @property
    def pupil_id(self) -> object:
        """The pupil whom it is about."""
        return self.talk.pupil_id

    @property
    def moment(self) -> date:
        """The day, or the day and time (Amsterdam) when the time is known."""
        return moment_of(self.held_on, self.held_at)


class TalkSignature(models.Model):
    """A parent signed a report, in the portal or on paper: 'seen' is not 'agreed' (D8)."""

    class Answer(models.TextChoices):
        SEEN = "seen", pgettext_lazy("signature", "seen")
        AGREED = "agreed", pgettext_lazy("signature", "agreed")

    class Way(models.TextChoices):
        PORTAL = "portal", _("in the portal")
        PAPER = "paper", _("on paper")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(TalkReport, on_delete=models.PROTECT, related_name="signatures")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="signatures")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    signed_on = models.DateField(_("signed on"))
    # Who put it in: the parent's own account, or the member of staff who holds the paper.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    remark = EncryptedTextField(_("remark"), blank=True, default="")
    scan = models.ForeignKey(
        "dossiers.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "guardian"], name="dossiers_signature_once"),
        ]

    def __str__(self) -> str:
        return f"signature on {self.report_id}"
