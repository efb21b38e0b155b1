"""Protocols and their runs (P): a text of the library, started for one event, step by step ticked off.

A protocol's text is the same for every school and never changes once it is loaded: a new text is a new
version. A run copies the steps, so that it goes on as it began.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.duties import Duty
from core.fields import EncryptedTextField
from core.ids import uuid7
from protocols.querysets import ProtocolQuerySet, RunQuerySet, RunStepQuerySet
from schools.models import Pupil, School

if TYPE_CHECKING:
    from accounts.models import User


class Responsible(models.TextChoices):
    """Whose step it is: the permission that its holders have."""

    AF = "protocols.step_of_af", _("AF HGKM")
    MANAGER = "protocols.step_of_manager", _("Manager sociale veiligheid")
    EITHER = "protocols.step_of_either", _("AF HGKM or manager")


class Protocol(models.Model):
    """One version of a protocol's text. `content` is what protocols.library validated."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("what it is for"), max_length=1000)
    source = models.CharField(max_length=20)
    content = models.JSONField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    objects = ProtocolQuerySet.as_manager()

    class Meta:
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="protocols_protocol_version")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def phases(self) -> list[dict[str, Any]]:
        """The phases with their steps, as the library validated them."""
        found: list[dict[str, Any]] = self.content["phases"]
        return found


class Run(models.Model):
    """A protocol that was started. Periods count from `counts_from`: the event, not the paperwork."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        EVALUATING = "evaluating", _("to be evaluated")
        CLOSED = "closed", pgettext_lazy("protocol", "closed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="runs")
    pupil = models.ForeignKey(
        Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="protocol_runs"
    )
    title = EncryptedTextField(_("what it is about"))
    counts_from = models.DateTimeField(_("periods count from"))
    started_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    evaluation = EncryptedTextField(_("evaluation"), blank=True, default="")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["school", "state"], name="protocols_run_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["running", "evaluating"], closed_at=None, closed_by=None)
                | (Q(state="closed", closed_at__isnull=False, closed_by__isnull=False))
                & ~Q(evaluation=""),
                name="protocols_run_closed",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether steps can be ticked off."""
        return self.state == self.State.RUNNING

    @property
    def is_evaluating(self) -> bool:
        """Whether every step is behind us and the evaluation waits."""
        return self.state == self.State.EVALUATING


class RunStep(Duty):
    """A step of a run. `due_on` is empty where the protocol sets no term, or its term did not begin yet.

    A step that comes back has `round` 2, 3 …; `due_at` is the exact moment of a term of hours.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        SKIPPED = "skipped", _("skipped")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    order = models.PositiveIntegerField()
    round = models.PositiveIntegerField(default=1)
    phase = models.CharField(max_length=120)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    explanation = models.CharField(max_length=1000)
    responsible = models.CharField(max_length=40, choices=Responsible.choices)
    due_rule = models.CharField(max_length=80, blank=True)
    repeat_rule = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True, blank=True)  # type: ignore[assignment]
    due_at = models.DateTimeField(null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    note = EncryptedTextField(_("note"), blank=True, default="")
    skipped_reason = EncryptedTextField(_("why it is skipped"), blank=True, default="")

    objects = RunStepQuerySet.as_manager()

    class Meta:
        ordering = ["order", "round"]
        indexes = [
            models.Index(fields=["due_on"], name="protocols_step_open", condition=Q(done_on=None))
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "code", "round"], name="protocols_step_round"),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None, done_at=None, outcome="")
                | Q(
                    done_on__isnull=False,
                    done_by__isnull=False,
                    done_at__isnull=False,
                    outcome__in=["done", "skipped"],
                ),
                name="protocols_step_done",
            ),
            models.CheckConstraint(
                # Skipped only with a reason, and a reason only when skipped.
                condition=Q(outcome="skipped") & ~Q(skipped_reason="")
                | ~Q(outcome="skipped") & Q(skipped_reason=""),
                name="protocols_step_skipped",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.pk}"

    @property
    def is_skipped(self) -> bool:
        """Whether it was left out, with a reason."""
        return self.outcome == self.Outcome.SKIPPED
