"""Documents of parents that the worker makes: the answer to the own request, as a letter (A2)."""

from django.urls import reverse

from core import documents
from dossiers.answer_letter import TEMPLATE, TITLE, letter_context
from dossiers.models import ParentRequest
from portal import events
from portal.rights import request_of_parent

ANSWER_LETTER = "portal.answer_letter"


def register() -> None:
    """Register the letter; who asks has to be the parent who asked, then and later (R7)."""
    documents.register_pdf(
        ANSWER_LETTER,
        title=TITLE,
        rows=lambda user: request_of_parent(user).filter(state=ParentRequest.State.ANSWERED),
        permissions=("portal.own_request",),
        look=events.LETTER_READ,
        template=TEMPLATE,
        context=letter_context,
        filename="antwoord-op-verzoek",
        label=lambda request: request.pupil.call_name,
        back=lambda request: reverse("portal:request", args=[request.pk]),
    )
