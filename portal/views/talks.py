"""A parent reads a letter about a talk, reads the report and signs it (D8, R7)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.document_views import AskDocument
from core.views import GuardedObjectFormPage, GuardedObjectMixin, GuardedObjectPage
from dossiers import services
from dossiers.disclosure import reading_in
from dossiers.models import Disclosure
from portal import events, talks
from portal.talk_forms import SignForm


class _LetterMixin(GuardedObjectMixin, abstract=True):
    """One letter that is open to this parent."""

    permission = "dossiers.read_as_parent"
    model = Disclosure

    def get_queryset(self) -> Any:
        return talks.letters_for(self.request.user)


class _ReportMixin(GuardedObjectMixin, abstract=True):
    """One version of a report that is open to this parent."""

    model = Disclosure

    def get_queryset(self) -> Any:
        return talks.reports_for(self.request.user)


class LetterView(_LetterMixin, GuardedObjectPage):
    """The letter; and that there is a newer one, if so."""

    permission = "dossiers.read_as_parent"
    look = events.TALK_LETTER_READ
    template_name = "portal/talk_letter.html"
    title = _("A letter from school")
    purpose = _("This letter is for you alone.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            letter=reading_in(self.object),
            newer=talks.newer_letter(self.request.user, self.object),
            back_url=reverse("portal:dossier", args=[self.object.pupil_id]),
            **kwargs,
        )


class ReportView(_ReportMixin, GuardedObjectFormPage):
    """The report of a talk as this parent reads it, and the place to sign it."""

    permission = "dossiers.sign_report"
    look = events.TALK_REPORT_READ
    form_class = SignForm
    template_name = "portal/talk_report.html"
    title = _("Report of a talk")
    purpose = _("Read what the school wrote down about your talk. Then you can sign it.")
    success_message = _("You signed the report. Thank you.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            file=talks.report_file(self.request.user, self.object),
            back_url=reverse("portal:dossier", args=[self.object.pupil_id]),
            **kwargs,
        )

    def perform(self, form: Any) -> str:
        services.sign_report(
            actor=actor_of(self.request),
            opened=self.object,
            key=form.record_key,
            answer=form.cleaned_data["answer"],
            remark=form.cleaned_data["remark"],
        )
        return self.request.path


class LetterPdf(_LetterMixin, AskDocument):
    """The letter as a document."""

    permission = "dossiers.read_as_parent"
    kind = talks.LETTER

    def refused_url(self) -> str:
        return reverse("portal:letter", args=[self.object.pk])


class ReportPdf(_ReportMixin, AskDocument):
    """The report as a document, with the own signature or lines to sign."""

    permission = "dossiers.read_as_parent"
    kind = talks.REPORT

    def refused_url(self) -> str:
        return reverse("portal:report", args=[self.object.pk])
