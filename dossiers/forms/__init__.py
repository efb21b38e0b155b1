"""The forms of the dossier: shape and cleaning; who may is for rules and services."""

from dossiers.forms.fields import in_words, signal_label
from dossiers.forms.looking import FindingFilterForm, LogFilterForm, ReviewForm
from dossiers.forms.records import (
    ContactForm,
    FinishForm,
    FollowUpForm,
    HandOverForm,
    LinkForm,
    NothingForm,
    NumberForm,
    OpeningForm,
)
from dossiers.forms.signal import (
    TEXT_FIELDS,
    CorrectForm,
    DoneForm,
    HeardForm,
    SeenForm,
    ThoughtForm,
)

__all__ = [
    "TEXT_FIELDS",
    "ContactForm",
    "CorrectForm",
    "DoneForm",
    "FindingFilterForm",
    "FinishForm",
    "FollowUpForm",
    "HandOverForm",
    "HeardForm",
    "LinkForm",
    "LogFilterForm",
    "NothingForm",
    "NumberForm",
    "OpeningForm",
    "ReviewForm",
    "SeenForm",
    "ThoughtForm",
    "in_words",
    "signal_label",
]
