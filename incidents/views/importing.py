"""Bringing in an earlier register: upload, columns, words, preview, confirm or cancel, result."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import actor_of
from core.errors import Refused
from core.forms import BaseForm
from core.views import (
    GuardedAction,
    GuardedFormPage,
    GuardedObjectFormPage,
    GuardedObjectMixin,
    GuardedObjectPage,
)
from files.views import ReceivesFiles
from incidents import events
from incidents.forms.importing import (
    ColumnsForm,
    ConfirmRegisterForm,
    UploadRegisterForm,
    WordsForm,
)
from incidents.importing.faults import as_csv
from incidents.models import RegisterImport
from incidents.services import importing

FAULTS_PAGE, ROWS_SHOWN, UPLOADS_SHOWN = 100, 10, 10


def steps(current: int) -> list[dict[str, str]]:
    """Return the way of an import for the step tracker; `current` counts from 0."""
    labels = (_("File"), _("Columns"), _("Words"), _("Preview"), _("Done"))
    states = ("done", "current", "todo")
    return [
        {"label": label, "state": states[(place > current) - (place < current) + 1]}
        for place, label in enumerate(labels)
    ]


class UploadRegister(ReceivesFiles, GuardedFormPage):
    """Chooses a file; below it what waits and what was imported before."""

    permission = "incidents.import_register"
    form_class = UploadRegisterForm
    template_name = "incidents/import/upload.html"
    title = gettext_lazy("Import an earlier register")
    purpose = gettext_lazy(
        "Did your school keep its incidents in a spreadsheet? Bring it in. You first see what would come"
        " in; nothing changes yet."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = RegisterImport.objects.visible_to(self.request.user).defer("content", "mapping")
        return super().get_context_data(
            back_url=reverse("incidents:register"),
            back_label=_("Incidents"),
            steps=steps(0),
            uploads=rows.select_related("uploaded_by", "school")[:UPLOADS_SHOWN],
            **kwargs,
        )

    def perform(self, form: Any) -> str:
        made = importing.upload_register(
            actor=actor_of(self.request),
            key=form.record_key,
            school=form.cleaned_data["school"],
            content=form.cleaned_data["file"],
        )
        return reverse("incidents:import_columns", args=[made.pk])


class _AboutUpload(GuardedObjectFormPage, abstract=True):
    """A page about a waiting import; one that is done shows its result."""

    permission = "incidents.import_register"
    model = RegisterImport
    form_class: ClassVar[type[BaseForm]] = ConfirmRegisterForm
    step = 0
    back_to = "incidents:import_new"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school", "uploaded_by")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.elsewhere() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.elsewhere() or super().post(request, *args, **kwargs)

    def elsewhere(self) -> HttpResponse | None:
        """Where somebody goes for whom this page is too early or too late."""
        if not self.object.is_waiting:
            return redirect("incidents:import_result", pk=self.object.pk)
        if self.step > 1 and not self.object.mapping:
            return redirect("incidents:import_columns", pk=self.object.pk)
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        found = {"table": importing.table_of(self.object)}
        return super().get_form_kwargs() | found | {"mapping": importing.mapping_of(self.object)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        arguments = [] if self.back_to == "incidents:import_new" else [self.object.pk]
        back = {"back_url": reverse(self.back_to, args=arguments), "steps": steps(self.step)}
        return super().get_context_data(eyebrow=self.object.school.name, **back, **kwargs)


class ChooseColumns(_AboutUpload):
    """Which column is what."""

    form_class = ColumnsForm
    template_name = "incidents/import/columns.html"
    title = gettext_lazy("Which column is what?")
    purpose = gettext_lazy("Look whether each field gets the right column of your file.")
    step = 1

    def perform(self, form: Any) -> str:
        importing.choose_columns(
            actor=actor_of(self.request),
            upload=self.object,
            columns=form.columns,
            all_handled=form.cleaned_data["all_handled"],
        )
        return reverse("incidents:import_words", args=[self.object.pk])


class ChooseWords(_AboutUpload):
    """Which words of the file mean which of ours."""

    form_class = WordsForm
    template_name = "incidents/import/words.html"
    title = gettext_lazy("What do the words mean?")
    purpose = gettext_lazy("Choose for each word in your file which of our words it is.")
    step = 2
    back_to = "incidents:import_columns"

    def perform(self, form: Any) -> str:
        importing.choose_words(actor=actor_of(self.request), upload=self.object, words=form.words)
        return reverse("incidents:import_preview", args=[self.object.pk])


class PreviewRegister(_AboutUpload):
    """What would come in, and what is wrong row by row; the form confirms it."""

    template_name = "incidents/import/preview.html"
    title = gettext_lazy("Preview of the import")
    purpose = gettext_lazy("Look whether this is what you expect. Nothing has changed yet.")
    look = events.IMPORT_VIEWED
    step = 3
    back_to = "incidents:import_words"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.elsewhere() or self.preview()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ConfirmRegisterForm(request.POST)
        try:
            seen = form.cleaned_data["seen"] if form.is_valid() else ""
            importing.confirm_register(actor=actor_of(request), upload=self.object, seen=seen)
        except Refused as refusal:
            return self.elsewhere() or self.preview(refusal.message, status=409)
        return redirect("incidents:import_result", pk=self.object.pk)

    def preview(self, stale: Any = "", status: int = 200) -> HttpResponse:
        """Show the plan as it is now."""
        found = importing.preview_of(self.object)
        faults = Paginator(found.plan.faults, FAULTS_PAGE)
        context = self.get_context_data(
            form=ConfirmRegisterForm(initial={"seen": found.fingerprint()}),
            preview=found,
            counts=found.counts(),
            shown=found.new[:ROWS_SHOWN],
            page=faults.get_page(self.request.GET.get("page")),
            stale=stale,
        )
        return self.render_to_response(context, status=status)


class FaultsCsv(GuardedObjectMixin):
    """What is wrong, as a file to mend it by."""

    permission = "incidents.import_register"
    model = RegisterImport
    look = events.IMPORT_VIEWED
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.object.mapping:
            return redirect("incidents:import_preview", pk=self.object.pk)
        content = as_csv(importing.preview_of(self.object).plan.faults)
        name = _("wrong-rows")
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


class ImportResult(GuardedObjectPage):
    """What an import brought in, or that it was cancelled."""

    permission = "incidents.import_register"
    model = RegisterImport
    template_name = "incidents/import/result.html"
    title = gettext_lazy("Result of the import")
    purpose = gettext_lazy("What came into the register, and what waits for you now.")
    http_method_names = ["get", "head"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school", "applied_by")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == 200 and self.object.is_waiting:
            return redirect("incidents:import_preview", pk=self.object.pk)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": reverse("incidents:register"), "back_label": _("Incidents")}
        return super().get_context_data(**back, steps=steps(5), **kwargs)


class CancelImport(GuardedAction):
    """Drops an uploaded file."""

    permission = "incidents.import_register"
    model = RegisterImport
    success_message = gettext_lazy(
        "The import is cancelled. The file is wiped and nothing changed."
    )

    def perform(self) -> str:
        importing.cancel_register(actor=actor_of(self.request), upload=self.object)
        return reverse("incidents:import_new")

    def refused_url(self) -> str:
        return reverse("incidents:import_result", args=[self.object.pk])
