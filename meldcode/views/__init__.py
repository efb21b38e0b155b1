"""Pages of the Meldcode: request → service or reading → response."""

from meldcode.views.acute import Acute, AcuteCase, AcutePupil
from meldcode.views.advice import FollowAdvice, SummaryPdf, WriteSummary
from meldcode.views.aftercare import (
    AddAgreements,
    AgreeAftercare,
    DoAgreed,
    Evaluate,
    LetterPdf,
    PlanHelp,
    WriteLetter,
)
from meldcode.views.bundles import BundlePage, BundlePdf, Bundles, WriteBundle
from meldcode.views.cases import (
    AddPupil,
    CasePage,
    Cases,
    HandOverStatus,
)
from meldcode.views.closing import CloseCase, ReopenCase, WeighAgain
from meldcode.views.decisions import DecisionPage, Propose, ReturnProposal
from meldcode.views.disputes import Disagree, Settle
from meldcode.views.follow_up import (
    FileReport,
    Monitor,
    RecordFeedback,
)
from meldcode.views.opening import (
    FindPupil,
    OpenAsked,
    OpenCase,
    OpenFromIncident,
    OpenFromSignal,
    TakeOver,
)
from meldcode.views.record import Guide, RapportagePdf, RecordPdf, WriteRapportage
from meldcode.views.steps import (
    Analyse,
    ChildTalk,
    Consult,
    Gather,
    SkipChildTalk,
    SkipTalk,
    Talk,
)
from meldcode.views.weigh import Weigh

__all__ = [
    "Acute",
    "AcuteCase",
    "AcutePupil",
    "AddAgreements",
    "AddPupil",
    "AgreeAftercare",
    "Analyse",
    "BundlePage",
    "BundlePdf",
    "Bundles",
    "CasePage",
    "Cases",
    "ChildTalk",
    "CloseCase",
    "Consult",
    "DecisionPage",
    "Disagree",
    "DoAgreed",
    "Evaluate",
    "FileReport",
    "FindPupil",
    "FollowAdvice",
    "Gather",
    "Guide",
    "HandOverStatus",
    "LetterPdf",
    "Monitor",
    "OpenAsked",
    "OpenCase",
    "OpenFromIncident",
    "OpenFromSignal",
    "PlanHelp",
    "Propose",
    "RapportagePdf",
    "RecordFeedback",
    "RecordPdf",
    "ReopenCase",
    "ReturnProposal",
    "Settle",
    "SkipChildTalk",
    "SkipTalk",
    "SummaryPdf",
    "TakeOver",
    "Talk",
    "Weigh",
    "WeighAgain",
    "WriteBundle",
    "WriteLetter",
    "WriteRapportage",
    "WriteSummary",
]
