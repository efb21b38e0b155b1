"""Looking back: the Rapportage of a case, its record, the bundles of a school; and the Meldcode explained."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import pdf
from core.document_views import AskDocument
from core.ids import uuid7
from core.views import GuardedPage
from meldcode import guide, services
from meldcode.documents import RAPPORTAGE, RECORD
from meldcode.forms import RapportageForm
from meldcode.models import Case
from meldcode.rapportage import prefilled
from meldcode.reading import latest_rapportage
from meldcode.texts import QUESTIONS
from meldcode.views.base import CaseFormPage
from meldcode.workflow import Action


class Guide(GuardedPage):
    """The Meldcode explained, for everybody who works with children."""

    permission = "meldcode.read_guide"
    template_name = "meldcode/guide.html"
    title = _("The Meldcode explained")
    purpose = _("What you do when you think that a child is not safe at home, and who decides.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "steps": guide.STEPS,
            "questions": list(QUESTIONS.values()),
            "meanings": guide.MEANINGS,
            "norms": guide.NORMS_MEAN,
            "roles": guide.ROLES,
            "parents": guide.PARENTS_KNOW,
            "periods": guide.PERIODS,
        }
        return super().get_context_data(**(extra | kwargs))


class WriteRapportage(CaseFormPage):
    """The words of the Rapportage Meldcode that the case doesn't hold yet (M11)."""

    permission = "meldcode.work_on_case"
    action = Action.WORK
    form_class = RapportageForm
    template_name = "meldcode/rapportage.html"
    title = _("Rapportage Meldcode")
    purpose = _(
        "A summary of this case for the yearly look back. What the case holds already is filled in; you add "
        "the rest."
    )

    def initial(self) -> dict[str, Any]:
        return prefilled(self.file)

    def possible(self) -> bool:
        return True  # also when the case is closed: looking back comes last

    def perform(self, form: Any) -> str:
        services.save_rapportage(
            actor=self.actor, case=self.object, key=form.record_key, texts=form.texts()
        )
        return reverse("meldcode:rapportage", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "latest": latest_rapportage(self.object),
            "pdf_available": pdf.available(),
            "export_key": uuid7(),
        }
        return super().get_context_data(**(extra | kwargs))


class RapportagePdf(AskDocument):
    """Asks the worker for the Rapportage Meldcode as PDF; every download is logged (A8)."""

    permission = "meldcode.download_rapportage"
    model = Case
    pk_url_kwarg = "case"
    kind = RAPPORTAGE

    def refused_url(self) -> str:
        return reverse("meldcode:case", args=[self.object.pk])


class RecordPdf(AskDocument):
    """Asks the worker for the whole record of the case as PDF; every download is logged (A8)."""

    permission = "meldcode.download_record"
    model = Case
    pk_url_kwarg = "case"
    kind = RECORD

    def refused_url(self) -> str:
        return reverse("meldcode:case", args=[self.object.pk])
