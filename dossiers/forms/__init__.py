"""The forms of the dossier: shape and cleaning; who may is for rules and services."""

from dossiers.forms.contacts import ContactForm
from dossiers.forms.disclosure import OpenForm, WithholdForm, WithholdingReviewForm
from dossiers.forms.fields import in_words, signal_label
from dossiers.forms.looking import FindingFilterForm, LogFilterForm, ReviewForm
from dossiers.forms.records import (
    FinishForm,
    FollowUpForm,
    HandOverForm,
    LinkForm,
    NothingForm,
    OpeningForm,
)
from dossiers.forms.signal import (
    TEXT_FIELDS,
    CompleteForm,
    CorrectForm,
    FullForm,
    KindsForm,
    SeenForm,
)

__all__ = [
    "TEXT_FIELDS",
    "CompleteForm",
    "ContactForm",
    "CorrectForm",
    "FindingFilterForm",
    "FinishForm",
    "FollowUpForm",
    "FullForm",
    "HandOverForm",
    "KindsForm",
    "LinkForm",
    "LogFilterForm",
    "NothingForm",
    "OpenForm",
    "OpeningForm",
    "ReviewForm",
    "SeenForm",
    "WithholdForm",
    "WithholdingReviewForm",
    "in_words",
    "signal_label",
]
