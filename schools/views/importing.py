"""Importing an EDEXML file in the browser: upload, preview, confirm or cancel, result."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.acting import actor_of
from core.errors import Refused
from core.views import GuardedAction, GuardedFormPage, GuardedObjectFormPage
from schools import overview, uploads
from schools.forms.importing import ConfirmForm, ImportForm
from schools.models import SchoolImport
from schools.services import importing


# The CSRF check reads the body. It is put off until we know who asks, so that only a functioneel
# beheerder can make the server take in a file of megabytes.
@method_decorator(csrf_exempt, name="dispatch")
class ImportUploadView(GuardedFormPage):
    """Chooses a file."""

    permission = "schools.import_pupils"
    form_class = ImportForm
    title = _("Import pupils")
    purpose = _("Upload an EDEXML file. You first see what would change; nothing changes yet.")

    def get_form_kwargs(self) -> dict[str, Any]:
        schools, boards = overview.places_of(self.request.user, self.permission)
        kwargs = super().get_form_kwargs() | {"schools": schools, "boards": boards}
        if "data" in kwargs:
            kwargs["too_large"] = uploads.too_large(self.request)
        elif school := self.request.GET.get("school"):
            kwargs["initial"] = {"place": f"s{school}"}
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"back_url": reverse("schools:beheer")} | kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [uploads.EdexmlUploadHandler(request)]
        checked: Any = csrf_protect(super().post)
        response: HttpResponse = checked(request, *args, **kwargs)
        return response

    def perform(self, form: Any) -> str:
        board, school = form.where()
        made = importing.upload(
            actor=actor_of(self.request),
            key=form.record_key,
            content=form.cleaned_data["file"],
            board=board,
            school=school,
            name=form.cleaned_data.get("name", ""),
        )
        return reverse("schools:import_preview", kwargs={"pk": made.pk})


class ImportPreviewView(GuardedObjectFormPage):
    """What a file would change; the form confirms it. An import that is done shows its result."""

    permission = "schools.import_pupils"
    model = SchoolImport
    form_class = ConfirmForm
    template_name = "schools/import_preview.html"
    title = _("Preview of the import")
    purpose = _("Look whether this is what you expect. Nothing has changed yet.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school__board")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.state != SchoolImport.State.PREVIEW:
            return redirect("schools:import_result", pk=self.object.pk)
        return self.preview()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ConfirmForm(request.POST)
        try:
            seen = form.cleaned_data["seen"] if form.is_valid() else ""
            importing.confirm(actor=actor_of(request), upload=self.object, seen=seen)
        except Refused as refusal:
            if self.object.state != SchoolImport.State.PREVIEW:
                return redirect("schools:import_result", pk=self.object.pk)
            return self.preview(refusal.message, status=409)
        return redirect("schools:import_result", pk=self.object.pk)

    def preview(self, stale: Any = "", status: int = 200) -> HttpResponse:
        """Show the plan as it is now, or why there is none."""
        try:
            plan = importing.plan_of(self.object)
        except Refused as refusal:
            context = self.get_context_data(form=None, plan=None, stale=refusal.message)
            return self.render_to_response(context, status=422)
        form = ConfirmForm(initial={"seen": importing.fingerprint(plan)})
        context = self.get_context_data(form=form, plan=plan, stale=stale)
        return self.render_to_response(context, status=status)


class ImportResultView(GuardedObjectFormPage):
    """What an import did, or that it was cancelled."""

    permission = "schools.import_pupils"
    model = SchoolImport
    form_class = ConfirmForm
    template_name = "schools/import_result.html"
    title = _("Result of the import")
    purpose = _("What changed, what was left out, and what waits for you now.")
    http_method_names = ["get", "head"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == 200 and self.object.state == SchoolImport.State.PREVIEW:
            return redirect("schools:import_preview", pk=self.object.pk)
        return response


class ImportCancelView(GuardedAction):
    """Drops an uploaded file."""

    permission = "schools.import_pupils"
    model = SchoolImport
    success_message = _("The import is cancelled. The file is wiped and nothing changed.")

    def perform(self) -> str:
        importing.cancel(actor=actor_of(self.request), upload=self.object)
        return reverse("schools:beheer")

    def refused_url(self) -> str:
        return reverse("schools:import_result", kwargs={"pk": self.object.pk})
