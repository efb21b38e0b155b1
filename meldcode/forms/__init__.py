"""What is typed in the Meldcode: shape and cleaning. Who may, and what follows, is in services."""

from meldcode.forms.cases import (
    AddPupilForm,
    OpenCaseForm,
)
from meldcode.forms.decisions import AnswerForm, ConfirmForm, ProposeForm, ReturnForm
from meldcode.forms.follow import (
    ClosureForm,
    FeedbackForm,
    FileReportForm,
    MonitoringForm,
    WeighAgainForm,
)
from meldcode.forms.record import RapportageForm
from meldcode.forms.steps import AnalysisForm, ConsultationForm, GatherForm, SkipForm, TalkForm

__all__ = [
    "AddPupilForm",
    "AnalysisForm",
    "AnswerForm",
    "ClosureForm",
    "ConfirmForm",
    "ConsultationForm",
    "FeedbackForm",
    "FileReportForm",
    "GatherForm",
    "MonitoringForm",
    "OpenCaseForm",
    "ProposeForm",
    "RapportageForm",
    "ReturnForm",
    "SkipForm",
    "TalkForm",
    "WeighAgainForm",
]
