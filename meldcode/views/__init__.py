"""Pages of the Meldcode: request → service or reading → response."""

from meldcode.views.aftercare import (
    AddAgreements,
    AgreeAftercare,
    DoAgreed,
    Evaluate,
    LetterPdf,
    PlanHelp,
    WriteLetter,
)
from meldcode.views.cases import (
    AddPupil,
    CasePage,
    Cases,
    FindPupil,
    HandOverStatus,
    OpenCase,
    TakeOver,
)
from meldcode.views.closing import CloseCase, ReopenCase, WeighAgain
from meldcode.views.decisions import DecisionPage, Propose, ReturnProposal, Weigh
from meldcode.views.follow_up import (
    FileReport,
    Monitor,
    RecordFeedback,
)
from meldcode.views.record import Guide, RapportagePdf, WriteRapportage
from meldcode.views.steps import Analyse, Consult, Gather, SkipTalk, Talk

__all__ = [
    "AddAgreements",
    "AddPupil",
    "AgreeAftercare",
    "Analyse",
    "CasePage",
    "Cases",
    "CloseCase",
    "Consult",
    "DecisionPage",
    "DoAgreed",
    "Evaluate",
    "FileReport",
    "FindPupil",
    "Gather",
    "Guide",
    "HandOverStatus",
    "LetterPdf",
    "Monitor",
    "OpenCase",
    "PlanHelp",
    "Propose",
    "RapportagePdf",
    "RecordFeedback",
    "ReopenCase",
    "ReturnProposal",
    "SkipTalk",
    "TakeOver",
    "Talk",
    "Weigh",
    "WeighAgain",
    "WriteLetter",
    "WriteRapportage",
]
