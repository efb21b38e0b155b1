"""What is typed in the Meldcode: shape and cleaning. Who may, and what follows, is in services."""

from meldcode.forms.cases import (
    AddPupilForm,
    OpenCaseForm,
)
from meldcode.forms.decisions import (
    AnswerForm,
    ConfirmForm,
    DisagreeForm,
    ProposeForm,
    ReturnForm,
    SettleForm,
)
from meldcode.forms.follow import (
    AftercareForm,
    AgreementsForm,
    ClosureForm,
    DoneForm,
    EvaluationForm,
    FeedbackForm,
    FileReportForm,
    HelpPlanForm,
    LetterForm,
    MonitoringForm,
    ReopenForm,
    WeighAgainForm,
)
from meldcode.forms.record import RapportageForm
from meldcode.forms.steps import AnalysisForm, ConsultationForm, GatherForm, SkipForm, TalkForm

__all__ = [
    "AddPupilForm",
    "AftercareForm",
    "AgreementsForm",
    "AnalysisForm",
    "AnswerForm",
    "ClosureForm",
    "ConfirmForm",
    "ConsultationForm",
    "DisagreeForm",
    "DoneForm",
    "EvaluationForm",
    "FeedbackForm",
    "FileReportForm",
    "GatherForm",
    "HelpPlanForm",
    "LetterForm",
    "MonitoringForm",
    "OpenCaseForm",
    "ProposeForm",
    "RapportageForm",
    "ReopenForm",
    "ReturnForm",
    "SettleForm",
    "SkipForm",
    "TalkForm",
    "WeighAgainForm",
]
