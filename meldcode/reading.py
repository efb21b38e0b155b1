"""Everything that pages and documents read of a case, in a constant number of queries."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from audit.models import Event
from core.errors import IllegalTransition
from core.workdays import today
from dossiers.models import HandOver, Signal, SignalVersion
from meldcode import events
from meldcode.children import child_heard, is_asked
from meldcode.models import (
    AdviceFollowed,
    Analysis,
    AnonymousSummary,
    Case,
    CaseDuty,
    CaseGrant,
    CaseHandOver,
    CaseQuestion,
    CaseSignal,
    Closure,
    Consultation,
    Decision,
    DeputyRequest,
    Evaluation,
    Feedback,
    HelpPlan,
    Involvement,
    MonitoringNote,
    ParentTalk,
    Rapportage,
    Report,
    ReportLetter,
    TalkSkipped,
    TalkWith,
    WeighingAnswer,
)
from meldcode.route import NormHere, PastRound, Road, norms_here, past_rounds, road
from meldcode.standing import Standing, standing_of
from meldcode.weighing import Question
from schools.models import Pupil


class StepsTaken(NamedTuple):
    """Which of the steps 1 to 3 left a record; what was reported at once and not decided on yet (M7), and
    whether the term of the help has come (M5.5)."""

    signals: bool
    consultation: bool
    talk: bool
    acute: bool = False
    result_due: bool = False


def steps_taken(case: Case) -> StepsTaken:
    """Return which steps left a record; no query when the case came from `with_steps()`."""
    if not hasattr(case, "has_signals"):
        case = Case.objects.with_steps().get(pk=case.pk)
    found: Any = case
    return StepsTaken(
        found.has_signals,
        found.has_consultation,
        found.has_talk,
        found.has_acute,
        found.has_result_due,
    )


def children_of(case: Case) -> list[Pupil]:
    """Return the children whom the case is about, the first one first."""
    links = case.casepupil_set.select_related("pupil").order_by("created_at")
    return [link.pupil for link in links]


def candidates(case: Case, user: Any) -> list[Pupil]:
    """Return brothers and sisters at schools of `user` who are not in the case yet (D7)."""
    inside = case.casepupil_set.values("pupil")
    return list(
        Pupil.objects.visible_to(user)
        .filter(siblings__in=inside, school_id=case.school_id)
        .exclude(pk__in=inside)
        .distinct()
    )


def of_family(case: Case) -> Q:
    """Return the condition 'of the children of the case, or of their brothers and sisters' (D7)."""
    inside = case.casepupil_set.values("pupil")
    family = Pupil.objects.filter(siblings__in=inside).values("pk")
    return Q(pupil__in=inside) | Q(pupil__in=family)


def signals_for(case: Case, user: Any) -> QuerySet[Signal]:
    """Return the signals that `user` may gather: of the children and their brothers and sisters (D7)."""
    return Signal.objects.visible_to(user).filter(of_family(case))


def in_full(signals: QuerySet[Signal]) -> QuerySet[Signal]:
    """Return the signals with child, author and versions."""
    return signals.select_related("pupil", "author").prefetch_related(_VERSIONS)


_VERSIONS = Prefetch("versions", SignalVersion.objects.select_related("author"))


def gathered(case: Case) -> list[CaseSignal]:
    """Return what was gathered and still counts, the oldest signal first."""
    return used(looked_at(case))


def used(rows: Iterable[CaseSignal]) -> list[CaseSignal]:
    """Return the rows whose signal says something about the suspicion."""
    return [row for row in rows if row.speaks != CaseSignal.Speaks.NOT_USED]


def looked_at(case: Case) -> list[CaseSignal]:
    """Return the latest row of each signal that was looked at, also of what isn't used; oldest first."""
    rows = (
        CaseSignal.objects.filter(case=case)
        .current()
        .select_related("signal__pupil", "signal__author", "author")
        .prefetch_related(Prefetch("signal__versions", _VERSIONS.queryset))
    )
    return sorted(rows, key=lambda row: (row.signal.occurred_on, row.created_at))


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All of a case, for one page or document. Lists hold the latest first, as their tables order them."""

    case: Case
    children: list[Pupil]
    hand_overs: list[HandOver]
    looked_at: list[CaseSignal]
    analyses: list[Analysis]
    consultations: list[Consultation]
    talks: list[ParentTalk]
    skips: list[TalkSkipped]
    standing: Standing
    answers: list[WeighingAnswer]
    decisions: list[Decision]
    reports: list[Report]
    notes: list[MonitoringNote]
    duties: list[CaseDuty]
    closures: list[Closure]
    summaries: list[AnonymousSummary]
    letters: list[ReportLetter]
    plans: list[HelpPlan]
    evaluations: list[Evaluation]
    team: list[CaseGrant]
    involvements: list[Involvement]
    deputy_requests: list[DeputyRequest]
    questions: list[CaseQuestion]
    rapportages: list[Rapportage]
    # When the board was told that a suspicion is weighed (M5.1).
    board_told_at: datetime | None

    @property
    def signals(self) -> list[CaseSignal]:
        """What was gathered and counts: for the suspicion or against it, the oldest signal first."""
        return used(self.looked_at)

    @property
    def analysis(self) -> Analysis | None:
        """The latest version of the seven questions."""
        return self.analyses[0] if self.analyses else None

    @property
    def proposal(self) -> Decision | None:
        """The proposal of the AF HGKM that waits for confirmation."""
        return next((d for d in self._waiting if d.counter_to_id is None), None)

    @property
    def counter(self) -> Decision | None:
        """The manager's proposal beside it, while both wait for the board's deputy."""
        return next((d for d in self._waiting if d.counter_to_id is not None), None)

    @property
    def _waiting(self) -> list[Decision]:
        return [d for d in self.decisions if d.state == Decision.State.PROPOSED]

    @property
    def talks_with_parents(self) -> list[ParentTalk]:
        """The talks of step 3 with the parents."""
        return [talk for talk in self.talks if talk.partner == TalkWith.PARENTS]

    @property
    def parents_skipped(self) -> list[TalkSkipped]:
        """Why a talk with the parents was skipped (M4)."""
        return [skip for skip in self.skips if skip.partner == TalkWith.PARENTS]

    @property
    def child_missing(self) -> bool:
        """Whether a child of twelve or older was not heard, and nobody recorded why (M8)."""
        asked = any(is_asked(child, today()) for child in self.children)
        return asked and not child_heard(self.talks, self.skips)

    @property
    def acute_report(self) -> Report | None:
        """An acute report on which two people still have to decide (M7, M8)."""
        return next((r for r in self.reports if r.acute and self._undecided(r)), None)

    def _undecided(self, report: Report) -> bool:
        # Of two acute reports a decision names the latest; it decides on the earlier one too.
        covered = {decision.covers_id for decision in self.decisions}
        decided = [r.created_at for r in self.reports if r.pk in covered]
        return not decided or report.created_at > max(decided)

    @property
    def speaking_for(self) -> list[CaseSignal]:
        """The gathered signals that support the suspicion."""
        return [row for row in self.signals if row.speaks == CaseSignal.Speaks.FOR]

    @property
    def speaking_against(self) -> list[CaseSignal]:
        """The gathered signals that speak against it."""
        return [row for row in self.signals if row.speaks == CaseSignal.Speaks.AGAINST]

    @property
    def asked(self) -> Question | None:
        """The weighing question that can be answered now."""
        return self.standing.asked_in(self.case.state)

    @property
    def road(self) -> Road:
        """The walk through the five questions, to be drawn."""
        return road(self.standing.given, self.asked, self.standing.outcome)

    @property
    def norms_here(self) -> list[NormHere]:
        """The three reporting norms and what they mean in this case (M6)."""
        return norms_here(self.standing)

    @property
    def past_rounds(self) -> list[PastRound]:
        """The rounds of weighing before the running one, the latest first."""
        return past_rounds(self.standing, self.answers, self.decisions)

    @property
    def decided(self) -> Decision | None:
        """The latest confirmed decision."""
        return next((d for d in self.decisions if d.state == Decision.State.CONFIRMED), None)

    @property
    def open_duties(self) -> list[CaseDuty]:
        """What still has to be done, the nearest date first."""
        return [duty for duty in self.duties if duty.is_open]

    @property
    def taken(self) -> StepsTaken:
        """Which of the steps 1 to 3 left a record."""
        return StepsTaken(
            bool(self.looked_at or self.analyses),
            bool(self.consultations),
            bool(self.talks_with_parents or self.parents_skipped),
            self.acute_report is not None,
            any(
                duty.kind == CaseDuty.Kind.HELP_TERM and duty.due_on <= today()
                for duty in self.open_duties
            ),
        )

    @property
    def report_to_hear(self) -> Report | None:
        """The report on which Veilig Thuis still has to decide (the oldest), else the latest."""
        waiting = [duty.report for duty in self.open_duties if duty.report_id]
        return waiting[0] if waiting else next(iter(self.reports), None)


def case_file(case: Case) -> CaseFile:
    """Read all of a case. The number of queries doesn't grow with what is in it."""
    feedbacks = Prefetch("feedbacks", Feedback.objects.select_related("author"))
    followed = Prefetch("followed", AdviceFollowed.objects.select_related("author"))
    links = CaseHandOver.objects.filter(case=case).select_related("hand_over__author")
    return CaseFile(
        case=case,
        children=children_of(case),
        hand_overs=[link.hand_over for link in links],
        looked_at=looked_at(case),
        analyses=list(case.analysis_set.select_related("author")),
        consultations=list(
            case.consultation_set.select_related("author", "summary").prefetch_related(followed)
        ),
        talks=list(case.parenttalk_set.select_related("author")),
        skips=list(case.talkskipped_set.select_related("author")),
        standing=standing_of(case),
        answers=list(
            case.weighinganswer_set.select_related("author", "round").order_by("created_at")
        ),
        decisions=list(case.decision_set.select_related("author", "confirmed_by", "returned_by")),
        reports=list(case.report_set.select_related("author").prefetch_related(feedbacks)),
        notes=list(case.monitoringnote_set.select_related("author")),
        duties=list(case.duties.select_related("report", "done_by")),
        closures=list(case.closure_set.select_related("author")),
        summaries=list(case.anonymoussummary_set.select_related("author")),
        letters=list(case.reportletter_set.select_related("author")),
        plans=list(case.helpplan_set.select_related("author")),
        evaluations=list(case.evaluation_set.select_related("author")),
        team=list(case.grants.select_related("user", "permission").order_by("expires_on")),
        involvements=list(case.involvement_set.select_related("person", "author", "ended_by")),
        deputy_requests=list(case.deputy_requests.select_related("deputy", "asked_by")),
        questions=list(case.questions.select_related("asked_of", "author")),
        rapportages=list(case.rapportage_set.select_related("author")),
        board_told_at=board_told_at(case),
    )


def board_told_at(case: Case) -> datetime | None:
    """Return when the board was first told that a suspicion is weighed in this case (M5.1)."""
    told = Event.objects.filter(
        object_type=Case._meta.label_lower, object_id=str(case.pk), action=events.BOARD_TOLD
    )
    return told.order_by("at").values_list("at", flat=True).first()


def report_of(case: Case, key: uuid.UUID) -> Report | None:
    """Return a report of this case by its id."""
    return case.report_set.filter(pk=key).first()


def acute_report_of(case: Case) -> Report | None:
    """Return the acute report on which two people still have to decide, the latest one (M7, M8)."""
    decided = case.report_set.filter(covered_by__isnull=False)
    last = decided.aggregate(last=Max("created_at"))["last"]
    waiting = case.report_set.filter(acute=True)
    return (waiting.filter(created_at__gt=last) if last else waiting).first()


def decision_of(case: Case, key: uuid.UUID) -> Decision:
    """Return a decision of this case by its id. Raises IllegalTransition when there is none."""
    found = case.decision_set.filter(pk=key).first()
    if found is None:
        raise IllegalTransition(_("This proposal does not exist. Reload the page."))
    return found


def latest_rapportage(case: Case) -> Rapportage | None:
    """Return the version of the Rapportage Meldcode that counts."""
    return case.rapportage_set.select_related("author").first()


class HandOverStatus(NamedTuple):
    """What somebody who handed over may know of the case: since when, and whether it is closed (R1)."""

    opened_at: datetime
    is_closed: bool


def hand_over_status(hand_over: HandOver) -> HandOverStatus | None:
    """Return the status of a hand-over's case; None when no case took it in.

    Asks a function in Postgres: the row itself doesn't exist for a teacher.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from app.hand_over_case(%s)", [hand_over.pk])
        row = cursor.fetchone()
    return HandOverStatus(*row) if row else None
