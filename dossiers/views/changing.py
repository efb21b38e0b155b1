"""Completing and correcting a signal. Who comes second keeps the text, and sees what the first one changed (D6)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.errors import Conflict
from dossiers import forms, services
from dossiers.differences import merge
from dossiers.models import Draft, Signal, SignalVersion
from dossiers.services.drafts import read_draft
from dossiers.versions import as_typed, clash, label_of
from dossiers.views.base import dossier_url
from dossiers.views.drafting import DraftFormPage, SaveDraftView, typed
from writing.views import WritingHelpMixin


class ChangeSignalPage(WritingHelpMixin, DraftFormPage, abstract=True):
    """A form that starts from the last version of a signal, and goes on from a newer one if there is."""

    permission = "dossiers.correct_entry"
    model = Signal
    draft_form = Draft.Form.CORRECTION
    autosave = "dossiers:autosave_correction"
    template_name = "dossiers/change_signal.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().in_full()

    @property
    def newest(self) -> SignalVersion:
        """The version that counts now."""
        found: SignalVersion = self.object.current
        return found

    def version(self, number: object) -> SignalVersion:
        """Return the version that a form started from; the newest if there is no such one."""
        found = [one for one in self.object.versions.all() if str(one.number) == str(number)]
        return found[0] if found else self.newest

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "POST":
            return kwargs
        begun = read_draft(self.draft)
        base = self.version(begun.get("number"))
        start = as_typed(base) | {"number": base.number}
        return kwargs | {"initial": start | kwargs.get("initial", {}) | {"adding": "1"}}

    def get_form(self) -> Any:
        form = super().get_form()
        if self.request.method != "POST" and form.initial["number"] != self.newest.number:
            self.meet(form, dict(form.initial))
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"newest": self.newest, "form_id": "change"} | kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get("take", "")
        if wanted in as_typed(self.newest):
            return self.take(wanted)
        return super().post(request, *args, **kwargs)

    def take(self, name: str) -> HttpResponse:
        """Return the form with the newest text in one field; nothing is saved."""
        form = self.get_form()
        put(form, name, as_typed(self.newest)[name])
        form = type(form)(**(self.get_form_kwargs() | {"data": form.data}))
        form.taken = [label_of(name)]
        return self.render_form(form)

    def perform(self, form: Any) -> str:
        try:
            self.change(form)
        except Conflict:
            self.object = self.get_object()
            self.meet(form, typed(type(form), self.request.POST))
            raise
        return dossier_url(self.object.pupil_id, self.object.pk)

    def change(self, form: Any) -> None:
        """Call the service with what was typed."""
        raise NotImplementedError

    def meet(self, form: Any, mine: dict[str, Any]) -> None:
        """Let the form go on from the newest version: what only the other one changed is taken over."""
        base, newest = as_typed(self.version(mine.get("number"))), as_typed(self.newest)
        met = merge(mine, base, newest)
        for name in met.taken:
            put(form, name, newest[name])
        put(form, "number", str(self.newest.number))
        form.taken = [label_of(name) for name in met.taken]
        form.clashes = [clash(name, mine.get(name), newest[name]) for name in met.clashes]
        form.met = True


def put(form: Any, name: str, value: Any) -> None:
    """Put a value in a form that is shown again, as if it had been typed."""
    if not form.is_bound:
        form.initial[name] = value
        return
    form.data = form.data.copy()
    form.data.setlist(name, value if isinstance(value, list) else [value])


class CorrectSignalView(ChangeSignalPage):
    """A correction is a new version (D6)."""

    permission = "dossiers.correct_entry"
    form_class = forms.CorrectForm
    title = _("Correct a signal")
    purpose = _("You make a new version. The earlier one stays readable, with who, when and why.")
    success_message = _("The correction is saved as a new version.")

    def change(self, form: Any) -> None:
        services.correct_signal(
            actor=actor_of(self.request),
            signal=self.object,
            key=form.record_key,
            number=form.cleaned_data["number"],
            reason=form.cleaned_data["change_reason"],
            text=form.text(),
            when=services.SignalWhen(**form.when()),
        )


class CompleteSignalView(ChangeSignalPage):
    """What was left empty is filled in; what stands there stays (D1)."""

    permission = "dossiers.correct_entry"
    form_class = forms.CompleteForm
    title = _("Complete a signal")
    purpose = _("Fill in what you left open. What stands there already you change by a correction.")
    success_message = _("Your addition is in the dossier.")
    nothing_left = _("Nothing is left open in this signal.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"version": self.newest}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"nothing_left": self.nothing_left} | kwargs))

    def change(self, form: Any) -> None:
        services.complete_signal(
            actor=actor_of(self.request),
            signal=self.object,
            key=form.record_key,
            number=form.cleaned_data["number"],
            text=form.additions(),
        )


class SaveCorrectionView(SaveDraftView):
    """Keeps a correction or an addition as it is typed."""

    permission = "dossiers.correct_entry"
    model = Signal
    draft_form = Draft.Form.CORRECTION
    form_classes = (forms.CorrectForm, forms.CompleteForm)
