"""Which cases exist for whom, and what stands in them."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.duties import DutyQuerySet
from core.workdays import today
from meldcode.scope import cases_with, shut_out
from meldcode.workflow import State
from schools.scope import schools_with

if TYPE_CHECKING:
    from meldcode.models import (  # noqa: F401 - named in the types
        AnonymousSummary,
        Bundle,
        Case,
        CaseDuty,
        CaseQuestion,
        CaseSignal,
        DeputyRequest,
    )


def _where(user: Any, permission: str, case: str) -> Q:
    """Return the condition that `user` holds `permission` on the case, by a role or a grant (R1)."""
    by_role = Q(school__in=schools_with(user, permission))
    by_grant = Q(**{f"{case}__in": cases_with(user, permission)})
    return (by_role | by_grant) & ~Q(**{f"{case}__in": shut_out(user)})


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases: of the schools where one does casework, or by a running grant. Never for a teacher (R1)."""

    def visible_to(self, user: Any) -> "CaseQuerySet":
        """Return the cases that exist for `user`: not one from which somebody is shut out."""
        return self.on_which(user, "meldcode.view_case")

    def on_which(self, user: Any, permission: str) -> "CaseQuerySet":
        """Return the cases on which `user` holds `permission`."""
        return self.filter(_where(user, permission, "pk"))

    def open(self) -> "CaseQuerySet":
        """Return the cases that are not closed."""
        return self.exclude(state=State.CLOSED)

    def with_steps(self) -> "CaseQuerySet":
        """Add whether steps 1 to 3 left a record: `has_signals`, `has_consultation`, `has_talk`; whether
        an acute report waits for its decision (`has_acute`), and the term of the help came
        (`has_result_due`)."""
        from meldcode.models import (
            Analysis,
            CaseDuty,
            CaseSignal,
            Consultation,
            ParentTalk,
            TalkSkipped,
        )

        def some(model: type[models.Model], **where: Any) -> Exists:
            return Exists(model._default_manager.filter(case=OuterRef("pk"), **where))

        return self.annotate(
            has_signals=some(CaseSignal) | some(Analysis),
            has_consultation=some(Consultation),
            has_talk=some(ParentTalk, partner="parents") | some(TalkSkipped, partner="parents"),
            has_acute=some(CaseDuty, kind="acute_decision", done_on__isnull=True),
            has_result_due=some(
                CaseDuty, kind="help_term", done_on__isnull=True, due_on__lte=today()
            ),
        )


class CaseSignalQuerySet(models.QuerySet["CaseSignal"]):
    """Gathered signals."""

    def current(self) -> "CaseSignalQuerySet":
        """Return the latest row per case and signal."""
        return self.order_by("case_id", "signal_id", "-number").distinct("case_id", "signal_id")


class SummaryQuerySet(models.QuerySet["AnonymousSummary"]):
    """Summaries without names."""

    def visible_to(self, user: Any) -> "SummaryQuerySet":
        """Return the summaries of cases that exist for `user`."""
        return self.filter(_where(user, "meldcode.view_case", "case"))


class CaseDutyQuerySet(DutyQuerySet["CaseDuty"]):
    """Duties in cases."""

    def visible_to(self, user: Any) -> "CaseDutyQuerySet":
        """Return the duties of cases that exist for `user`."""
        return self.filter(_where(user, "meldcode.view_case", "case"))


class CaseQuestionQuerySet(DutyQuerySet["CaseQuestion"]):
    """Questions to colleagues."""

    def visible_to(self, user: Any) -> "CaseQuestionQuerySet":
        """Return the questions of cases that exist for `user`, and those that were asked of `user`."""
        return self.filter(_where(user, "meldcode.view_case", "case") | self._asked_of(user))

    def asked_of(self, user: Any) -> "CaseQuestionQuerySet":
        """Return the questions that were asked of `user`; none of a case from which they are shut out."""
        return self.filter(self._asked_of(user))

    def waiting_for(self, user: Any) -> "CaseQuestionQuerySet":
        """Return the questions that `user` still has to answer."""
        return self.asked_of(user).filter(done_on__isnull=True)

    @staticmethod
    def _asked_of(user: Any) -> Q:
        return Q(asked_of_id=user.pk) & ~Q(case__in=shut_out(user))


class DeputyRequestQuerySet(DutyQuerySet["DeputyRequest"]):
    """Requests to the board to name a deputy."""

    def visible_to(self, user: Any) -> "DeputyRequestQuerySet":
        """Return the requests of boards where `user` names deputies, and of cases that exist for `user`."""
        boards = self._for_board(user)
        return self.filter(boards | _where(user, "meldcode.view_case", "case"))

    def for_board(self, user: Any) -> "DeputyRequestQuerySet":
        """Return the requests that wait for, or were answered by, the bestuur to which `user` belongs."""
        return self.filter(self._for_board(user))

    @staticmethod
    def _for_board(user: Any) -> Q:
        boards = Q(school__in=schools_with(user, "meldcode.name_deputy"))
        return boards & ~Q(case__in=shut_out(user))


class BundleQuerySet(DutyQuerySet["Bundle"]):
    """Bundles of the Rapportages of a school."""

    def visible_to(self, user: Any) -> "BundleQuerySet":
        """Return the bundles of the schools where `user` looks back."""
        return self.filter(school__in=schools_with(user, "meldcode.bundle"))
