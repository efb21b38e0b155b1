"""Pages after the decision: report, feedback, monitoring."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import IllegalTransition
from meldcode import services
from meldcode.forms import FeedbackForm, FileReportForm, MonitoringForm
from meldcode.reading import report_of
from meldcode.views.base import CaseFormPage
from meldcode.workflow import Action
from schools.models import Partner
from schools.partners import NATIONAL_NUMBERS, partners_of

VEILIG_THUIS = "08002000"


class FileReport(CaseFormPage):
    """The manager records that the report was filed (M8)."""

    permission = "meldcode.file_report"
    action = Action.FILE_REPORT
    form_class = FileReportForm
    template_name = "meldcode/file_report.html"
    evidence = True
    title = _("Record the report to Veilig Thuis")
    purpose = _(
        "You report to Veilig Thuis yourself, by phone or form. Here you record that you did. Veilig Thuis "
        "then has five working days to decide; you are reminded."
    )

    def write(self, form: Any) -> object:
        if self.file.decided is None:
            raise IllegalTransition(
                gettext("There is no confirmed decision to report. Reload the page.")
            )
        return services.file_report(
            actor=self.actor,
            decision=self.file.decided,
            key=form.record_key,
            filing=form.filing(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        partners = partners_of(self.object.school, self.request.user)
        extra = {
            "national": [one for one in NATIONAL_NUMBERS if one.tel == VEILIG_THUIS],
            "partners": [one for one in partners if one.kind == Partner.Kind.VEILIG_THUIS],
        }
        return super().get_context_data(**(extra | kwargs))


class RecordFeedback(CaseFormPage):
    """What Veilig Thuis decided on a report (M9)."""

    permission = "meldcode.work_on_case"
    action = Action.FEEDBACK
    form_class = FeedbackForm
    title = _("What Veilig Thuis decided")
    purpose = _("Record what you heard. With it the date of five working days is done.")

    def initial(self) -> dict[str, Any]:
        report = self.file.report_to_hear
        return {"report": report.pk if report else None}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"reports": self.file.reports}

    def possible(self) -> bool:
        return super().possible() and self.file.report_to_hear is not None

    def write(self, form: Any) -> object:
        report = report_of(self.object, UUID(form.cleaned_data["report"]))
        if report is None:
            raise IllegalTransition(gettext("This report does not exist. Reload the page."))
        return services.record_feedback(
            actor=self.actor, report=report, key=form.record_key, word=form.word()
        )


class Monitor(CaseFormPage):
    """How it goes with the child (M10)."""

    permission = "meldcode.work_on_case"
    action = Action.MONITOR
    form_class = MonitoringForm
    title = _("How is it going?")
    purpose = _("Look again whether the child is safe, and agree on the next day to look.")

    def write(self, form: Any) -> object:
        data = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        return services.record_monitoring(
            actor=self.actor, case=self.object, key=form.record_key, **data
        )
