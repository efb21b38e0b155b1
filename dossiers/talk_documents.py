"""Documents about a talk that the worker makes: the letter to a parent, and the report to sign (D8).

Both hold what parents read and nothing more: they are given to parents who have no portal.
"""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import documents
from dossiers import disclosure, events
from dossiers.letters import LetterKind, letter_in, letter_of
from dossiers.models import Disclosure, Talk
from dossiers.selectors.talks import reports_of
from dossiers.services.disclosures import names_for

LETTER = "dossiers.talk_letter"
REPORT = "dossiers.talk_report"
_READS = ("dossiers.open_dossier", "dossiers.has_cause")


def letter_context(reader: Any, talk: Talk, choice: Mapping[str, Any]) -> dict[str, Any]:
    """Return the letter to one parent as it reads now; a letter that was sent says it as it was sent.

    Raises NotAllowed for somebody who isn't a parent of this talk.
    """
    guardian = talk.guardians.filter(pk=str(choice.get("guardian"))).first()
    if guardian is None:
        raise documents.NotAllowed(LETTER)
    sent = Disclosure.objects.filter(invitation=talk, guardian=guardian).last()
    if sent is not None:
        return {"letter": letter_in(sent)}
    over = talk.state == Talk.State.CANCELLED
    kind = LetterKind.CANCELLED if over else LetterKind.INVITATION
    return {"letter": letter_of(talk, guardian, kind=kind, names=names_for(talk.pupil))}


def report_context(reader: Any, talk: Talk, choice: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report as parents of the talk read it. Raises NotAllowed before it is written."""
    reports = reports_of(talk)
    if not reports or reports[0].erased_at is not None:
        raise documents.NotAllowed(REPORT)
    view = disclosure.read_report(reports[0], names_for(talk.pupil), took_part=True)
    return {
        "view": view,
        "child": talk.pupil.call_name,
        "school": talk.school.name,
        "board": talk.school.board.name,
    }


def register() -> None:
    """Register both kinds; who asks needs the permission and a cause, then and later (R1)."""
    shared: dict[str, Any] = {
        "rows": _talks,
        "label": lambda talk: talk.pupil.full_name,
        "back": lambda talk: reverse("dossiers:talk", args=[talk.pk]),
    }
    documents.register_pdf(
        LETTER,
        title=_("Letter about a talk"),
        permissions=(*_READS, "dossiers.hold_talk"),
        look=events.LETTER_DOWNLOADED,
        template="dossiers/talks/letter_pdf.html",
        context=letter_context,
        filename="brief-gesprek",
        **shared,
    )
    documents.register_pdf(
        REPORT,
        title=_("Report of a talk"),
        permissions=_READS,
        look=events.REPORT_DOWNLOADED,
        template="dossiers/talks/report_pdf.html",
        context=report_context,
        filename="gespreksverslag",
        **shared,
    )


def _talks(user: Any) -> Any:
    return Talk.objects.visible_to(user).select_related(
        "pupil", "school__board", "author", "second"
    )
