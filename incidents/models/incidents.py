"""The incident register (I1–I3, I6): what happened, who was involved, how it was taken up and closed.

Nothing is overwritten (D6): the account lies in versions that only add up, and so do the notes of the
handling. The header holds codes and dates, so that it can be counted; every narrative is encrypted.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import EncryptedTextField
from core.ids import uuid7
from incidents.querysets import IncidentQuerySet, NoteQuerySet
from protocols.models import Run
from schools.models import Pupil, School

if TYPE_CHECKING:
    from accounts.models import User


class Kind(models.TextChoices):
    """Kinds of incident (I2), in our own words. An accident is none of them: it is a flag apart."""

    BULLYING = "bullying", _("Bullying")
    EXCLUSION = "exclusion", _("Leaving somebody out")
    PRESSURE = "pressure", _("Group pressure")
    POWER = "power", _("Misuse of power")
    NEGLECT = "neglect", pgettext_lazy("incident", "Neglect")
    THREAT = "threat", _("Threat")
    AGGRESSION = "aggression", _("Aggression, in words too")
    VIOLENCE = "violence", pgettext_lazy("incident", "Physical violence")
    DISCRIMINATION = "discrimination", _("Discrimination")
    RADICALISATION = "radicalisation", _("Radicalisation")
    TRANSGRESSION = "transgression", _("Behaviour that crosses a line")
    IMPACT = "impact", _("Event with a deep effect, such as abuse or a death")


class Place(models.TextChoices):
    """Where it happened; a detail can be added in words."""

    CLASSROOM = "classroom", _("Classroom")
    CORRIDOR = "corridor", _("Corridor or stairs")
    PLAYGROUND = "playground", _("Playground")
    TOILETS = "toilets", _("Toilets")
    GYM = "gym", _("Gym or changing room")
    LUNCH = "lunch", _("Lunch break or after-school care")
    GATE = "gate", _("At the gate")
    ROUTE = "route", _("On the way to or from school")
    OUTING = "outing", _("Outing or camp")
    ONLINE = "online", pgettext_lazy("place", "Online")
    ELSEWHERE = "elsewhere", pgettext_lazy("place", "Elsewhere")


class Party(models.TextChoices):
    """From whom aggression came, and whom it befell (I3)."""

    PUPILS = "pupils", pgettext_lazy("party", "pupils")
    STAFF = "staff", pgettext_lazy("party", "staff")
    PARENTS = "parents", pgettext_lazy("party", "parents")
    UNKNOWN = "unknown", pgettext_lazy("party", "unknown")


class Part(models.TextChoices):
    """Somebody's part in it, in words that don't judge (I6)."""

    INITIATIVE = "initiative", _("took the initiative")
    BEFELL = "befell", _("whom it befell")
    SAW = "saw", _("saw it")


class Incident(models.Model):
    """One incident or accident. Codes and dates only; what happened is in its versions."""

    class State(models.TextChoices):
        REPORTED = "reported", _("reported")
        TAKEN_UP = "taken_up", _("taken up")
        CLOSED = "closed", pgettext_lazy("incident", "closed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    accident = models.BooleanField(_("accident"), default=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    occurred_on = models.DateField(_("day"))
    occurred_at = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=20, choices=Place.choices)
    by_whom = models.CharField(_("who did it"), max_length=10, choices=Party.choices, blank=True)
    against_whom = models.CharField(_("toward"), max_length=10, choices=Party.choices, blank=True)
    reporter: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REPORTED)
    taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_up_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    imported_in = models.ForeignKey(
        "incidents.RegisterImport",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="incidents",
    )
    # By which a row of an earlier register is recognised, see incidents/importing/plan.py.
    import_mark = models.CharField(max_length=64, blank=True, default="")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_on", "-created_at"]
        indexes = [
            models.Index(fields=["school", "-occurred_on"], name="incidents_incident_day"),
            models.Index(
                fields=["school"], name="incidents_incident_open", condition=~Q(state="closed")
            ),
            models.Index(fields=["reporter"], name="incidents_incident_reporter"),
        ]
        constraints = [
            models.CheckConstraint(
                # An accident has no kind and no one who meant it (I2).
                condition=Q(accident=True, kind="", by_whom="", against_whom="")
                | Q(accident=False) & ~Q(kind="") & ~Q(by_whom="") & ~Q(against_whom=""),
                name="incidents_incident_accident",
            ),
            models.CheckConstraint(
                condition=Q(imported_in=None, import_mark="")
                | Q(imported_in__isnull=False) & ~Q(import_mark=""),
                name="incidents_incident_import",
            ),
            models.UniqueConstraint(
                fields=["school", "import_mark"],
                name="incidents_incident_import_once",
                condition=~Q(import_mark=""),
            ),
            models.CheckConstraint(
                condition=Q(
                    state="reported",
                    taken_up_at=None,
                    taken_up_by=None,
                    closed_at=None,
                    closed_by=None,
                )
                | Q(
                    state="taken_up",
                    taken_up_at__isnull=False,
                    taken_up_by__isnull=False,
                    closed_at=None,
                    closed_by=None,
                )
                | Q(
                    state="closed",
                    taken_up_at__isnull=False,
                    taken_up_by__isnull=False,
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                ),
                name="incidents_incident_state",
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"

    @property
    def kind_label(self) -> Any:
        """Its kind in words; 'Accident' for an accident."""
        return _("Accident") if self.accident else self.get_kind_display()

    @property
    def last_version(self) -> "IncidentVersion":
        """The reading that counts now (uses prefetched versions when there are)."""
        return max(self.versions.all(), key=lambda version: version.number)

    @property
    def is_new(self) -> bool:
        """Whether nobody took it up yet."""
        return self.state == self.State.REPORTED

    @property
    def is_in_hand(self) -> bool:
        """Whether it was taken up and not closed."""
        return self.state == self.State.TAKEN_UP


class IncidentVersion(models.Model):
    """One reading of what happened. A correction is a new version with its author and reason (D6)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    change_reason = EncryptedTextField(_("why it is corrected"), blank=True, default="")
    account = EncryptedTextField(_("what happened"))
    place_detail = EncryptedTextField(_("where exactly"), blank=True, default="")
    others = EncryptedTextField(_("others involved"), blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="incidents_version_number"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(change_reason=""), name="incidents_version_reason"
            ),
            models.CheckConstraint(condition=~Q(account=""), name="incidents_version_account"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.incident_id}"


class IncidentPupil(models.Model):
    """A pupil's part in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="pupils")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="incidents")
    part = models.CharField(_("part"), max_length=12, choices=Part.choices)

    class Meta:
        ordering = ["part", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "pupil"], name="incidents_pupil_once")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.part}"


class IncidentNote(models.Model):
    """The handling: a note, or the result with which it was closed. Not for the reporter."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        RESULT = "result", _("result")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.NOTE)
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    text = EncryptedTextField(_("note"))

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], name="incidents_note_result", condition=Q(kind="result")
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class IncidentRun(models.Model):
    """A protocol that was started because of this incident."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="runs")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="from_incident")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.run_id}"
