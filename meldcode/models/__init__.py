"""The Meldcode: cases, their five steps, the weighing, the decisions and what follows (M1–M14).

Deliberation is never overwritten (D6): its tables only grow. Where a row must change (a state, a duty
that is done) the app role may change those columns and no other; see migrations/0002. Every narrative
is an encrypted field.
"""

from meldcode.models.bundles import Bundle, BundleText
from meldcode.models.cases import (
    Case,
    CaseGrant,
    CaseHandOver,
    CasePupil,
    CaseRecord,
    CaseSignal,
    Closure,
)
from meldcode.models.decisions import (
    PACE,
    CaseDuty,
    Decision,
    Evaluation,
    Feedback,
    HelpPlan,
    MonitoringNote,
    Rapportage,
    Report,
    ReportLetter,
)
from meldcode.models.people import CaseQuestion, DeputyRequest, Involvement
from meldcode.models.steps import (
    AdviceFollowed,
    Analysis,
    AnonymousSummary,
    Consultation,
    ParentTalk,
    TalkSkipped,
    TalkWith,
    WeighingAnswer,
    WeighingRound,
)

__all__ = [
    "PACE",
    "AdviceFollowed",
    "Analysis",
    "AnonymousSummary",
    "Bundle",
    "BundleText",
    "Case",
    "CaseDuty",
    "CaseGrant",
    "CaseHandOver",
    "CasePupil",
    "CaseQuestion",
    "CaseRecord",
    "CaseSignal",
    "Closure",
    "Consultation",
    "Decision",
    "DeputyRequest",
    "Evaluation",
    "Feedback",
    "HelpPlan",
    "Involvement",
    "MonitoringNote",
    "ParentTalk",
    "Rapportage",
    "Report",
    "ReportLetter",
    "TalkSkipped",
    "TalkWith",
    "WeighingAnswer",
    "WeighingRound",
]
