"""The own child's dossier as PDF, made by the worker for the parent who asked (A1, R7)."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import documents
from portal import events
from portal.reading import children_of, entries_of
from schools.models import Pupil

DOSSIER = "portal.dossier"


def dossier_context(reader: Any, pupil: Pupil, choice: Mapping[str, Any]) -> dict[str, Any]:
    """Return what this parent reads of the child: all of it, and nothing more than the page shows."""
    return {"pupil": pupil, "entries": entries_of(reader, pupil)}


def register() -> None:
    """Register the dossier; it is read as the parent, so what was kept back meanwhile is not in it."""
    documents.register_pdf(
        DOSSIER,
        title=_("The dossier of your child"),
        rows=children_of,
        permissions=("portal.read_dossier",),
        look=events.DOSSIER_DOWNLOADED,
        template="portal/dossier_pdf.html",
        context=dossier_context,
        filename="dossier",
        label=lambda pupil: pupil.call_name,
        back=lambda pupil: reverse("portal:dossier", args=[pupil.pk]),
    )
