"""Figures per school and school year (R4, B3), and the yearly round in which the board reads them.

The board has no access to a child's rows, here or in Postgres. It reads these tables only: numbers that
the clock counted, and what the board itself concluded.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.duties import Duty
from core.fields import EncryptedTextField
from monitoring.querysets import FigureQuerySet, RoundQuerySet
from schools.models import School, SchoolYear


class Figure(models.Model):
    """One count of one school in one school year; `measure` is a code of measures.MEASURES."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=60)
    value = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "measure"], name="monitoring_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.school_id} {self.school_year_id}"


class MonitoringRound(Duty):
    """The yearly monitoring of one school year at one school (B3): gather, discuss, conclude.

    `due_on` is the last day of the report. `remind_on` is the day on which gathering starts.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    gather_by = models.DateField(_("figures gathered by"))
    discuss_by = models.DateField(_("discussed by"))
    conclusion = EncryptedTextField(_("what the figures say"), blank=True, default="")
    measures = EncryptedTextField(_("what you are going to do"), blank=True, default="")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year"], name="monitoring_round_once"),
            models.CheckConstraint(
                condition=Q(remind_on__lte=F("gather_by"))
                & Q(gather_by__lte=F("discuss_by"))
                & Q(discuss_by__lte=F("due_on")),
                name="monitoring_round_order",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_by__isnull=False),
                name="monitoring_round_done_by",
            ),
        ]

    def __str__(self) -> str:
        return f"monitoring {self.pk}"
