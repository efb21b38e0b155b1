"""Which figures exist for whom: by school, never by child."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from core.duties import DutyQuerySet
from schools.scope import schools_with

if TYPE_CHECKING:
    from monitoring.models import Figure, MonitoringRound  # noqa: F401 - in the types below


class FigureQuerySet(models.QuerySet["Figure"]):
    """Figures of the schools whose figures somebody may see."""

    def visible_to(self, user: Any) -> "FigureQuerySet":
        return self.filter(school__in=schools_with(user, "monitoring.view_figures"))


class RoundQuerySet(DutyQuerySet["MonitoringRound"]):
    """Rounds of the yearly monitoring."""

    def visible_to(self, user: Any) -> "RoundQuerySet":
        return self.filter(school__in=schools_with(user, "monitoring.view_figures"))

    def to_conclude_by(self, user: Any) -> "RoundQuerySet":
        """Return open rounds that `user` is to bring to a conclusion."""
        schools = schools_with(user, "monitoring.conclude_round")
        return self.filter(done_on__isnull=True, school__in=schools)

    def begun(self, on: date) -> "RoundQuerySet":
        """Return rounds whose gathering has started."""
        return self.filter(remind_on__lte=on)
