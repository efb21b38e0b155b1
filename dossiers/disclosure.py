"""What parents read of an entry (A1, R7): written once, at the moment that it is opened to them.

Four kinds, each with a reading of its own; docs/adr/0008 has the reasons.

* **Signal**: day and time, kinds, place, the facts, the child's own words, what was heard (never from
  whom), the view of the professional (named as a view), a diagnosis with who made it, what was done and
  agreed. Not who else was there, and nothing of the fields about telling the parents: what one parent
  said is not for the other, and why the staff waited with telling is theirs.
* **Contact** and **report of a talk**: for the parents who were in it. The report holds what the parents
  think only for them (`parents_view`); the agreements with who, how one sees it, and when.
* **Letter about a talk** (an invitation): see letters.py. Never the preparation.

Nobody else's name: other children of the school become 'another child', their parents and those named
by initials 'somebody else'; telephone numbers and e-mail addresses go, whoever's they are. Keeping the
interpretation back would make the dossier two dossiers; a parent may read it and add a view of their own
(A1). Who wrote it is not shown: the parents' contact is the school.
"""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import initials
from writing.masking import NameTable, mask_initials

if TYPE_CHECKING:
    from dossiers.models import Disclosure, ParentContact, SignalVersion, TalkReport

Clean = Callable[[str], str]
MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE: Final = re.compile(r"(?<![\w+])(?:\+|00?)[1-9](?:[\s-]?(?:\(0\))?\d){7,11}(?!\w)")


@dataclass(frozen=True, slots=True)
class SignalReading:
    """A signal as parents read it. Every text is plain text without others' names; '' is 'nothing'."""

    day: date
    time: time | None
    kinds: tuple[str, ...]  # codes of Signal.Kind
    place: str
    facts: str
    hearsay: str
    interpretation: str
    action: str
    agreement: str
    agreement_otherwise: str
    version: int
    corrected: bool
    child_words: str = ""
    diagnosis: str = ""
    diagnosis_by: str = ""

    @property
    def kind_labels(self) -> list[str]:
        """The kinds in words of the reader's language."""
        from dossiers.models import Signal

        return [str(kind.label) for kind in Signal.Kind if kind.value in self.kinds]


@dataclass(frozen=True, slots=True)
class ContactReading:
    """A contact as the parent reads it who had it; `series` is the first row of its corrections."""

    day: date
    time: time | None
    channel: str  # code of ParentContact.Channel
    spoken_with: str
    about: str
    agreed: str
    series: str
    corrected: bool

    @property
    def channel_label(self) -> str:
        """How, in words of the reader's language."""
        from dossiers.models import ParentContact

        return str(ParentContact.Channel(self.channel).label)


@dataclass(frozen=True, slots=True)
class AgreementReading:
    """One agreement of a talk (D8): what, by whom, how one sees that it is done, and the day."""

    what: str
    owner: str
    measure: str
    day: date


@dataclass(frozen=True, slots=True)
class ReportReading:
    """The account of a talk as its parents read it; `series` is the talk."""

    day: date
    time: time | None
    present: str
    discussed: str
    parents_view: str
    child_view: str
    conclusion: str
    agreements: tuple[AgreementReading, ...]
    series: str
    version: int
    corrected: bool


COLUMNS: Final = ("signal", "contact", "report", "invitation")
"""The columns of a disclosure: one of them says which kind of entry it is of."""


def read_signal(version: "SignalVersion", names: NameTable) -> SignalReading:
    """Return how parents read this version: the preview, and what a disclosure keeps."""
    clean = masker(names, version.others)
    texts = {name: clean(getattr(version, name)) for name in _SIGNAL_TEXTS}
    return SignalReading(
        day=version.occurred_on,
        time=version.occurred_at,
        kinds=tuple(version.kinds),
        version=version.number,
        corrected=_was_corrected(version),
        **texts,
    )


def _was_corrected(version: "SignalVersion") -> bool:
    """Whether what stood there was put right, up to this version: filling in later is no correction."""
    return any(
        one.change == one.Change.CORRECTION and one.number <= version.number
        for one in version.signal.versions.all()
    )


_SIGNAL_TEXTS = (
    "place", "facts", "child_words", "hearsay", "interpretation", "diagnosis", "diagnosis_by",
    "action", "agreement", "agreement_otherwise",
)  # fmt: skip


def read_contact(contact: "ParentContact", names: NameTable) -> ContactReading:
    """Return how the parent reads the contact."""
    clean = masker(names)
    return ContactReading(
        day=contact.happened_on,
        time=contact.happened_at,
        channel=contact.channel,
        spoken_with=clean(contact.spoken_with),
        about=clean(contact.about),
        agreed=clean(contact.agreed),
        series=str(_first(contact)),
        corrected=contact.replaces_id is not None,
    )


def _first(contact: "ParentContact") -> uuid.UUID:
    """Return the id of the contact of which `contact` is the latest correction."""
    while contact.replaces is not None:
        contact = contact.replaces
    return contact.pk


def read_report(report: "TalkReport", names: NameTable, *, took_part: bool) -> ReportReading:
    """Return how parents read the account of a talk; `took_part`: what they think of it is their own."""
    clean = masker(names)
    return ReportReading(
        day=report.held_on,
        time=report.held_at,
        present=clean(report.present),
        discussed=clean(report.discussed),
        parents_view=clean(report.parents_view) if took_part else "",
        child_view=clean(report.child_view),
        conclusion=clean(report.conclusion),
        agreements=tuple(
            AgreementReading(clean(made.what), clean(made.owner), clean(made.measure), made.due_on)
            for made in report.talk.agreements.all()
        ),
        series=str(report.talk_id),
        version=report.number,
        corrected=report.number > 1,
    )


def masker(names: NameTable, others: str = "") -> Clean:
    """Return the function that masks a text for parents; `others` are the initials of the record."""
    try:
        listed = initials.parse(others)
    except ValueError:
        listed = [others]
    # The record is in Dutch, whatever the language of the one who discloses it.
    with override("nl"):
        child, somebody = _("another child"), _("somebody else")
        mail, phone = _("(e-mail address)"), _("(telephone number)")

    def clean(text: str) -> str:
        masked = PHONE.sub(phone, MAIL.sub(mail, text))
        masked = names.mask(masked, child=child, somebody=somebody)
        return mask_initials(masked, listed, somebody=somebody)

    return clean


def dump(reading: Any) -> str:
    """Return the reading as the text that a disclosure keeps."""
    return json.dumps(asdict(reading), default=str, ensure_ascii=False)


def load(column: str, content: str) -> Any:
    """Return the reading that `dump` wrote for an entry of `column`, one of COLUMNS."""
    data = json.loads(content)
    data["day"] = date.fromisoformat(data["day"])
    data["time"] = time.fromisoformat(data["time"]) if data["time"] else None
    if "kinds" in data:
        data["kinds"] = tuple(data["kinds"])
    if "agreements" in data:
        data["agreements"] = tuple(
            AgreementReading(**(made | {"day": date.fromisoformat(made["day"])}))
            for made in data["agreements"]
        )
    return _class_of(column)(**data)


def _class_of(column: str) -> type[Any]:
    if column == "invitation":
        from dossiers.letters import Letter

        return Letter
    return {"signal": SignalReading, "contact": ContactReading, "report": ReportReading}[column]


def column_of(disclosure: "Disclosure") -> str:
    """Return which kind of entry a disclosure is of: one of COLUMNS."""
    return next(name for name in COLUMNS if getattr(disclosure, f"{name}_id") is not None)


def reading_in(disclosure: "Disclosure") -> Any:
    """Return what a disclosure keeps, or None if its text was erased on a parent's request (A2)."""
    return load(column_of(disclosure), disclosure.content) if disclosure.content else None
