"""The Meldcode: cases, their five steps, the weighing, the decisions and what follows (M1–M14).

Deliberation is never overwritten (D6): its tables only grow. Where a row must change (a state, a duty
that is done) the app role may change those columns and no other; see migrations/0002. Every narrative
is an encrypted field.
"""

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
    CaseDuty,
    Decision,
    Feedback,
    MonitoringNote,
    Rapportage,
    Report,
)
from meldcode.models.steps import (
    Analysis,
    Consultation,
    ParentTalk,
    TalkSkipped,
    WeighingAnswer,
    WeighingRound,
)

__all__ = [
    "Analysis",
    "Case",
    "CaseDuty",
    "CaseGrant",
    "CaseHandOver",
    "CasePupil",
    "CaseRecord",
    "CaseSignal",
    "Closure",
    "Consultation",
    "Decision",
    "Feedback",
    "MonitoringNote",
    "ParentTalk",
    "Rapportage",
    "Report",
    "TalkSkipped",
    "WeighingAnswer",
    "WeighingRound",
]
