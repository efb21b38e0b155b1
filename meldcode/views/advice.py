"""Advice: the summary without names that goes to Veilig Thuis, and what was done with what it advised."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import pdf
from core.document_views import AskDocument
from core.errors import NotVisible
from core.ids import uuid7
from meldcode import services
from meldcode.documents import SUMMARY
from meldcode.forms import AdviceForm, SummaryForm
from meldcode.identifying import identifying
from meldcode.models import AnonymousSummary, Consultation
from meldcode.summary_text import written
from meldcode.views.steps import StepPage


class WriteSummary(StepPage):
    """Write the summary in which nobody can be recognised; it is made from the case to begin with (A5)."""

    form_class = SummaryForm
    template_name = "meldcode/summary.html"
    title = _("Summary without names")
    purpose = _(
        "Ask Veilig Thuis or another expert for advice without telling about whom it is. The summary is made "
        "from the case; you read it and change it."
    )

    def current_version(self) -> int:
        return self.file.summaries[0].number if self.file.summaries else 0

    def initial(self) -> dict[str, Any]:
        if self.file.summaries and "opnieuw" not in self.request.GET:
            return {"text": self.file.summaries[0].text}
        return {"text": written(self.file, identifying(self.object))}

    def perform(self, form: Any) -> str:
        services.write_summary(
            actor=self.actor,
            case=self.object,
            key=form.record_key,
            seen=form.cleaned_data["seen"],
            text=form.cleaned_data["text"],
        )
        return reverse("meldcode:summary", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "file": self.file,
            "latest": self.file.summaries[0] if self.file.summaries else None,
            "pdf_available": pdf.available(),
            "export_key": uuid7(),
        }
        return super().get_context_data(**(extra | kwargs))


class SummaryPdf(AskDocument):
    """Asks the worker for a version of the summary as PDF; every download is logged (A8)."""

    permission = "meldcode.work_on_case"
    model = AnonymousSummary
    pk_url_kwarg = "summary"
    kind = SUMMARY

    def refused_url(self) -> str:
        return reverse("meldcode:summary", args=[self.object.case_id])


class FollowAdvice(StepPage):
    """What was done with the advice of a consultation (M1)."""

    form_class = AdviceForm
    template_name = "meldcode/follow_advice.html"
    title = _("What did you do with the advice?")
    purpose = _("Advice that nobody comes back to helps no child. Record what you did with it.")

    consultation: Consultation

    def get_object(self) -> Any:
        case = super().get_object()
        found = case.consultation_set.filter(pk=self.kwargs["consultation"]).first()
        if found is None:
            raise NotVisible("meldcode.consultation", str(self.kwargs["consultation"]))
        self.consultation = found
        return case

    def write(self, form: Any) -> object:
        data = form.cleaned_data
        return services.record_advice_followed(
            actor=self.actor,
            consultation=self.consultation,
            key=form.record_key,
            followed=data["followed"],
            what=data["what"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"item": self.consultation} | kwargs))
