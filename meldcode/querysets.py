"""Which cases exist for whom, and what stands in them."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.duties import DutyQuerySet
from meldcode.workflow import State
from schools.grants import granted
from schools.scope import schools_with

if TYPE_CHECKING:
    from meldcode.models import Case, CaseDuty, CaseSignal  # noqa: F401 - named in the types


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases: of the schools where one does casework, or by a running grant. Never for a teacher (R1)."""

    def visible_to(self, user: Any) -> "CaseQuerySet":
        """Return the cases that exist for `user`."""
        return self.filter(
            Q(school__in=schools_with(user, "meldcode.view_case"))
            | Q(pk__in=granted(user, "view_case"))
        )

    def open(self) -> "CaseQuerySet":
        """Return the cases that are not closed."""
        return self.exclude(state=State.CLOSED)

    def with_steps(self) -> "CaseQuerySet":
        """Add whether steps 1 to 3 left a record: `has_signals`, `has_consultation`, `has_talk`."""
        from meldcode.models import Analysis, CaseSignal, Consultation, ParentTalk, TalkSkipped

        def some(model: type[models.Model]) -> Exists:
            return Exists(model._default_manager.filter(case=OuterRef("pk")))

        return self.annotate(
            has_signals=some(CaseSignal) | some(Analysis),
            has_consultation=some(Consultation),
            has_talk=some(ParentTalk) | some(TalkSkipped),
        )


class CaseSignalQuerySet(models.QuerySet["CaseSignal"]):
    """Gathered signals."""

    def current(self) -> "CaseSignalQuerySet":
        """Return the latest row per case and signal."""
        return self.order_by("case_id", "signal_id", "-number").distinct("case_id", "signal_id")


class CaseDutyQuerySet(DutyQuerySet["CaseDuty"]):
    """Duties in cases."""

    def visible_to(self, user: Any) -> "CaseDutyQuerySet":
        """Return the duties of cases that exist for `user`."""
        return self.filter(
            Q(school__in=schools_with(user, "meldcode.view_case"))
            | Q(case__in=granted(user, "view_case"))
        )
