"""The own child's dossier as a file."""

from typing import Any

from django.urls import reverse

from core.document_views import AskDocument
from portal.documents import DOSSIER
from portal.reading import children_of
from schools.models import Pupil


class DownloadDossierView(AskDocument):
    """Ask for the dossier as PDF; the page of the document follows it."""

    permission = "portal.read_dossier"
    model = Pupil
    pk_url_kwarg = "pupil"
    kind = DOSSIER

    def get_queryset(self) -> Any:
        return children_of(self.request.user)

    def refused_url(self) -> str:
        return reverse("portal:dossier", args=[self.object.pk])
