"""The report of a talk: written, corrected, given to parents, signed on paper; agreements; documents (D8)."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.document_views import AskDocument
from core.errors import Conflict, Refused
from dossiers import disclosure, services
from dossiers.forms import talk_reports as forms
from dossiers.guides import GUIDES
from dossiers.models import Draft, Talk
from dossiers.selectors import talks as selectors
from dossiers.services.disclosures import names_for
from dossiers.services.talk_reports import Agreement, ReportText
from dossiers.views.base import renew, talk_url
from dossiers.views.drafting import DraftFormPage, SaveDraftView
from dossiers.views.talks import TalkFormPage, TalkMixin
from writing.views import WritingHelpMixin


def text_from(data: dict[str, Any]) -> ReportText:
    """Return the text of a report that a form holds."""
    return ReportText(**{name: data[name] for name in forms.REPORT_FIELDS})


class WriteReportView(WritingHelpMixin, TalkMixin, DraftFormPage):
    """The report of a talk that was held, with its agreements; what is typed is kept (D8)."""

    permission = "dossiers.hold_talk"
    draft_form = Draft.Form.TALK_REPORT
    autosave = "dossiers:autosave_report"
    form_class = forms.ReportForm
    template_name = "dossiers/talks/report.html"
    title = _("Report of the talk")
    purpose = _("Write down what was said and agreed. Parents get a copy and can sign it.")
    success_message = _("The report is in the dossier. Give the parents their copy now.")

    def get_form_kwargs(self) -> dict[str, Any]:
        talk = self.object
        begun = {
            "signals": [str(signal.pk) for signal in talk.signals.all()],
            "held_at": talk.planned_at,
            **selectors.day_held(talk),
        }
        kwargs = super().get_form_kwargs()
        return kwargs | {
            "initial": begun | kwargs.get("initial", {}),
            "talk": talk,
            "user": actor_of(self.request),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        guides = [guide for guide in GUIDES if guide.kind == self.object.kind]
        return super().get_context_data(guides=guides, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.state != Talk.State.PLANNED:
            return redirect(talk_url(self.object.pk))
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        try:
            services.record_report(
                actor=actor_of(self.request),
                talk=self.object,
                key=form.record_key,
                text=text_from(data),
                agreements=[Agreement(**row) for row in form.rows],
                look_again_on=data["look_again_on"],
                signals=data.get("signals", ()),
            )
        except Conflict:
            form.conflict = selectors.reports_of(self.object)[0]
            raise
        return talk_url(self.object.pk)


class SaveReportDraftView(TalkMixin, SaveDraftView):
    """Keeps the report as it is typed."""

    permission = "dossiers.hold_talk"
    draft_form = Draft.Form.TALK_REPORT
    form_classes = (forms.ReportForm,)


class CorrectReportView(WritingHelpMixin, TalkFormPage):
    """A correction is a new version, that parents sign anew (D6)."""

    permission = "dossiers.hold_talk"
    form_class = forms.CorrectReportForm
    template_name = "dossiers/talks/correct_report.html"
    title = _("Correct the report")
    purpose = _(
        "You make a new version. The earlier one stays readable, with its signatures. Give the new one to the "
        "parents afterwards."
    )
    success_message = _("The correction is saved as a new version. Give it to the parents now.")

    def get_form_kwargs(self) -> dict[str, Any]:
        reports = selectors.reports_of(self.object)
        if not reports:
            return super().get_form_kwargs()
        now = forms.text_of(reports[0]) | {"number": reports[0].number}
        return super().get_form_kwargs() | {"initial": now}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not selectors.reports_of(self.object):
            return redirect(talk_url(self.object.pk))
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        try:
            services.correct_report(
                actor=actor_of(self.request),
                talk=self.object,
                key=form.record_key,
                number=data["number"],
                reason=data["change_reason"],
                text=text_from(data),
            )
        except Conflict:
            latest = selectors.reports_of(self.object)[0]
            renew(form, number=latest.number)
            form.conflict = latest
            raise
        return talk_url(self.object.pk)


class AddAgreementView(WritingHelpMixin, TalkFormPage):
    """One more agreement, with the day on which somebody looks (D8)."""

    permission = "dossiers.hold_talk"
    form_class = forms.AgreementForm
    title = _("Add an agreement")
    purpose = _("What, by whom, how you see it, and by when. A reminder follows by itself.")
    success_message = _("The agreement stands with the talk.")

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"pupil": self.pupil, "user": actor_of(self.request)}
        return super().get_form_kwargs() | given

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        key = data.pop("key")
        services.add_agreement(
            actor=actor_of(self.request), talk=self.object, key=key, agreement=Agreement(**data)
        )
        return talk_url(self.object.pk)


class SendReportView(TalkFormPage):
    """Read the report as parents read it, and give it to them (D8)."""

    permission = "dossiers.hold_talk"
    form_class = forms.SendReportForm
    template_name = "dossiers/talks/send_report.html"
    title = _("Give the report to the parents")
    purpose = _("Read first what the parents will read. They are asked to sign it.")
    success_message = _("The parents have their copy. You see here who signed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        reports = selectors.reports_of(self.object)
        now = {"number": reports[0].number} if reports else {}
        return super().get_form_kwargs() | {"talk": self.object, "initial": now}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view = reading_for_parents(self.object)
        return super().get_context_data(view=view, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not selectors.reports_of(self.object):
            return redirect(talk_url(self.object.pk))
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        number, chosen = form.cleaned_data["number"], list(form.cleaned_data["guardians"])
        try:
            services.send_report(
                actor=actor_of(self.request), talk=self.object, number=number, guardians=chosen
            )
        except Conflict:
            renew(form, number=selectors.reports_of(self.object)[0].number)
            raise
        return talk_url(self.object.pk)


def reading_for_parents(talk: Talk) -> disclosure.ReportReading | None:
    """Return the report as a parent of the talk reads it, or None before it is written."""
    reports = selectors.reports_of(talk)
    if not reports:
        return None
    return disclosure.read_report(reports[0], names_for(talk.pupil), took_part=True)


class RecordPaperView(TalkFormPage):
    """A parent signed on paper: which version, 'seen' or 'agreed', with the scan (D8)."""

    permission = "dossiers.hold_talk"
    form_class = forms.PaperForm
    template_name = "dossiers/talks/paper.html"
    title = _("Signed on paper")
    purpose = _(
        "Record what a parent signed on paper. It counts as a signature in the portal does."
    )
    success_message = _("The signature is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        talk = self.object
        reports = selectors.reports_of(talk)
        rows = selectors.parents_of(talk, reports)
        people = [row.guardian for row in rows if row.signature is None]
        now = {"number": reports[0].number} if reports else {}
        return super().get_form_kwargs() | {"talk": talk, "people": people, "initial": now}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not selectors.reports_of(self.object):
            return redirect(talk_url(self.object.pk))
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        try:
            services.record_paper(actor=actor_of(self.request), talk=self.object, **data)
        except Conflict:
            renew(form, number=selectors.reports_of(self.object)[0].number)
            raise
        return talk_url(self.object.pk)


class _AskAboutTalk(TalkMixin, AskDocument, abstract=True):
    """A button for a document about a talk."""

    def refused_url(self) -> str:
        return talk_url(self.object.pk)


class LetterPdf(_AskAboutTalk):
    """The letter to one parent, to print (D8)."""

    permission = "dossiers.hold_talk"
    kind = "dossiers.talk_letter"

    def choice(self) -> dict[str, Any]:
        try:
            return {"guardian": str(uuid.UUID(self.request.POST.get("guardian", "")))}
        except ValueError:
            raise Refused(_("Choose a parent of this child.")) from None


class ReportPdf(_AskAboutTalk):
    """The report as parents read it, with lines to sign, to print (D8)."""

    permission = "dossiers.open_dossier"
    kind = "dossiers.talk_report"
