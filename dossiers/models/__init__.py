"""The pupil dossier: signals, contacts and talks with parents, hand-over, what parents read, their rights.

Nothing is overwritten (D6): what was written down is append-only in the database, a correction is a new
version. Every narrative is an encrypted field.
"""

from dossiers.models.access import Draft, Opening
from dossiers.models.attachments import Attachment
from dossiers.models.base import ENTRIES, DossierRecord, entry_of, moment_of
from dossiers.models.contacts import FollowUp, ParentContact
from dossiers.models.disclosure import Disclosure, DisclosureTerm, Withholding
from dossiers.models.hand_overs import HandOver
from dossiers.models.looking import LookFinding, LookReview, LookWatch, OpeningEnd
from dossiers.models.rights import (
    Consent,
    InformationGiven,
    ParentRequest,
    ParentStatement,
    Way,
)
from dossiers.models.signals import Signal, SignalLink, SignalVersion
from dossiers.models.talks import Talk, TalkReport, TalkSignature

__all__ = [
    "ENTRIES",
    "Attachment",
    "Consent",
    "Disclosure",
    "DisclosureTerm",
    "DossierRecord",
    "Draft",
    "FollowUp",
    "HandOver",
    "InformationGiven",
    "LookFinding",
    "LookReview",
    "LookWatch",
    "Opening",
    "OpeningEnd",
    "ParentContact",
    "ParentRequest",
    "ParentStatement",
    "Signal",
    "SignalLink",
    "SignalVersion",
    "Talk",
    "TalkReport",
    "TalkSignature",
    "Way",
    "Withholding",
    "entry_of",
    "moment_of",
]
