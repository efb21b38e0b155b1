"""Letters about talks and reports to sign, as one parent reads them; and their documents (D8, R7).

All comes from disclosures, and from this parent's own signatures: of the other parent nothing is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import documents
from core.workdays import today
from dossiers.disclosure import ReportReading, reading_in
from dossiers.letters import Letter, LetterKind, letter_in
from dossiers.models import Disclosure, TalkSignature
from dossiers.selectors.letters import newest
from portal import events
from schools.models import Guardian, Pupil

LETTER = "portal.talk_letter"
REPORT = "portal.talk_report"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report as this parent reads it, whether it is the last version, and how it was signed."""

    view: ReportReading | None  # None: the text was erased on a request (A2)
    newer: Disclosure | None
    signature: TalkSignature | None

    @property
    def to_sign(self) -> bool:
        """Whether this parent is asked to sign."""
        return self.view is not None and self.newer is None and self.signature is None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a parent about talks: reports to sign, and talks to come."""

    reports: list[tuple[Disclosure, ReportReading]]
    letters: list[tuple[Disclosure, Letter]]


def letters_for(user: Any) -> Any:
    """Return the letters about talks that are open to `user` as a parent."""
    return Disclosure.objects.open_to(user).filter(invitation__isnull=False).select_related("pupil")


def reports_for(user: Any) -> Any:
    """Return the versions of reports that are open to `user` as a parent."""
    return Disclosure.objects.open_to(user).filter(report__isnull=False).select_related("pupil")


def newer_letter(user: Any, opened: Disclosure) -> Disclosure | None:
    """Return the last letter about the same talk, if `opened` is not it."""
    last = letters_for(user).filter(invitation=opened.invitation_id).last()
    return None if last is None or last.pk == opened.pk else last


def report_file(user: Any, opened: Disclosure) -> ReportFile:
    """Return the report with what this parent did with it: three queries."""
    view = reading_in(opened)
    last = (
        newest(reports_for(user).filter(pupil=opened.pupil_id)).get(view.series) if view else None
    )
    newer = last[0] if last is not None and last[0].report_id != opened.report_id else None
    return ReportFile(view=view, newer=newer, signature=own_signature(user, opened))


def own_signature(user: Any, opened: Disclosure) -> TalkSignature | None:
    """Return how this parent signed this version, if so."""
    mine = Guardian.objects.of_reader(user).filter(pupil=opened.pupil_id)
    found = TalkSignature.objects.filter(report=opened.report_id, guardian__in=mine.values("pk"))
    return found.first()


def waiting(user: Any, pupil: Pupil) -> Waiting:
    """Return what waits for this parent about talks: four queries, however many there are."""
    reports = newest(reports_for(user).filter(pupil=pupil)).values()
    mine = Guardian.objects.of_reader(user).filter(pupil=pupil).values("pk")
    signed = set(TalkSignature.objects.filter(guardian__in=mine).values_list("report", flat=True))
    letters = newest(letters_for(user).filter(pupil=pupil)).values()
    return Waiting(
        reports=[(made, view) for made, view in reports if made.report_id not in signed],
        letters=[
            (made, letter)
            for made, letter in letters
            if letter.day >= today() and letter.kind != LetterKind.CANCELLED
        ],
    )


def letter_context(reader: Any, opened: Disclosure, choice: Mapping[str, Any]) -> dict[str, Any]:
    """Return the letter, as it was sent."""
    return {"letter": letter_in(opened)}


def report_context(reader: Any, opened: Disclosure, choice: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report as this parent reads it, with the own signature. Raises NotAllowed once erased."""
    found = report_file(reader, opened)
    if found.view is None:
        raise documents.NotAllowed(REPORT)
    return {
        "view": found.view,
        "signed": found.signature,
        "child": opened.pupil.call_name,
        "school": opened.pupil.school.name,
        "board": opened.pupil.school.board.name,
    }


def register() -> None:
    """Register both documents; they are made as the parent, so what is kept back meanwhile isn't made."""
    documents.register_pdf(
        LETTER,
        title=_("Letter about a talk"),
        rows=letters_for,
        permissions=("dossiers.read_as_parent",),
        look=events.TALK_LETTER_DOWNLOADED,
        template="dossiers/talks/letter_pdf.html",
        context=letter_context,
        filename="brief-gesprek",
        label=lambda opened: opened.pupil.call_name,
        back=lambda opened: reverse("portal:letter", args=[opened.pk]),
    )
    documents.register_pdf(
        REPORT,
        title=_("Report of a talk"),
        rows=reports_for,
        permissions=("dossiers.read_as_parent",),
        look=events.TALK_REPORT_DOWNLOADED,
        template="dossiers/talks/report_pdf.html",
        context=report_context,
        filename="gespreksverslag",
        label=lambda opened: opened.pupil.call_name,
        back=lambda opened: reverse("portal:report", args=[opened.pk]),
    )
