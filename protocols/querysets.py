"""Which protocols, runs and steps exist for whom."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery

from core.duties import DutyQuerySet
from schools.scope import schools_with

if TYPE_CHECKING:
    from protocols.models import Protocol, Run, RunStep  # noqa: F401 - in the types below


class ProtocolQuerySet(models.QuerySet["Protocol"]):
    """Protocol texts: the same for every school, for who may work with runs."""

    def visible_to(self, user: Any) -> "ProtocolQuerySet":
        return self if schools_with(user, "protocols.view_run") else self.none()

    def current(self) -> "ProtocolQuerySet":
        """Return the newest version of each protocol, by title."""
        newest = (
            self.model._default_manager.filter(code=OuterRef("code"))
            .values("code")
            .annotate(newest=Max("version"))
            .values("newest")
        )
        return self.filter(version=Subquery(newest)).order_by("title")


class RunQuerySet(models.QuerySet["Run"]):
    """Runs: of the schools where the user may see them."""

    def visible_to(self, user: Any) -> "RunQuerySet":
        return self.filter(school__in=schools_with(user, "protocols.view_run"))

    def unfinished(self) -> "RunQuerySet":
        """Return runs that are not closed."""
        return self.exclude(state="closed")

    def with_progress(self) -> "RunQuerySet":
        """Add `steps_total`, `steps_done` and `next_due_on` (the first day that something is due)."""
        open_step = Q(steps__done_on__isnull=True)
        return self.annotate(
            steps_total=Count("steps"),
            steps_done=Count("steps", filter=~open_step),
            next_due_on=Min("steps__due_on", filter=open_step),
        ).order_by("-started_at", "pk")


class RunStepQuerySet(DutyQuerySet["RunStep"]):
    """Steps of runs."""

    def visible_to(self, user: Any) -> "RunStepQuerySet":
        return self.filter(school__in=schools_with(user, "protocols.view_run"))

    def running(self) -> "RunStepQuerySet":
        """Return open steps of runs that are going on."""
        return self.filter(done_on__isnull=True, run__state="running")

    def waiting_for(self, user: Any, until: date) -> "RunStepQuerySet":
        """Return running steps due by `until` that the user took on, or that wait for the user's role."""
        from protocols.models import Responsible

        mine = Q(assignee_id=user.pk, school__in=schools_with(user, "protocols.work_on_run"))
        for permission in Responsible.values:
            mine |= Q(
                assignee=None, responsible=permission, school__in=schools_with(user, permission)
            )
        return self.running().filter(mine, due_on__lte=until)
