"""The letter that answers a parent's request (A2): asked, decided, why, and where one can complain."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import documents
from dossiers import events
from dossiers.models import ParentRequest
from dossiers.selectors.requests import full_requests
from dossiers.selectors.statements import about_for_parent

ANSWER_LETTER = "dossiers.answer_letter"
TEMPLATE = "dossiers/rights/answer_pdf.html"
TITLE = _("Answer to your request")


def letter_context(
    reader: Any, request: ParentRequest, choice: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the letter says. It is the same for the school and for the parent."""
    return {"request": request, "about": about_for_parent(request)}


def register() -> None:
    """Register the letter for the staff; parents have their own way to it, in the portal."""
    documents.register_pdf(
        ANSWER_LETTER,
        title=TITLE,
        rows=lambda user: full_requests(user).filter(state=ParentRequest.State.ANSWERED),
        permissions=("dossiers.open_dossier", "dossiers.has_cause"),
        look=events.REQUEST_LETTER,
        template=TEMPLATE,
        context=letter_context,
        filename="antwoord-op-verzoek",
        label=lambda request: request.pupil.full_name,
        back=lambda request: reverse("dossiers:request", args=[request.pk]),
    )
