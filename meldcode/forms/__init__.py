"""What is typed in the Meldcode: shape and cleaning. Who may, and what follows, is in services."""

from meldcode.forms.acute import AcuteForm
from meldcode.forms.cases import AddPupilForm
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
from meldcode.forms.opening import AskedForm, FromIncidentForm, OpenCaseForm
from meldcode.forms.record import BundleForm, RapportageForm
from meldcode.forms.steps import (
    AdviceForm,
    AnalysisForm,
    ChildTalkForm,
    ConsultationForm,
    GatherForm,
    SkipForm,
    SummaryForm,
    TalkForm,
)

__all__ = [
    "AcuteForm",
    "AddPupilForm",
    "AdviceForm",
    "AftercareForm",
    "AgreementsForm",
    "AnalysisForm",
    "AnswerForm",
    "AskedForm",
    "BundleForm",
    "ChildTalkForm",
    "ClosureForm",
    "ConfirmForm",
    "ConsultationForm",
    "DisagreeForm",
    "DoneForm",
    "EvaluationForm",
    "FeedbackForm",
    "FileReportForm",
    "FromIncidentForm",
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
    "SummaryForm",
    "TalkForm",
    "WeighAgainForm",
]
