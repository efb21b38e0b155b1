"""Writing a signal: quick in two pages, or everything at once; kept as it is typed (D1, D2, D4, D5)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.errors import Refused
from core.forms import KeyedForm
from core.ids import uuid7
from dossiers import forms, selectors, services
from dossiers.models import Draft
from dossiers.services.drafts import Content, read_draft
from dossiers.views.base import dossier_url
from dossiers.views.drafting import DraftFormPage, SaveDraftView, typed
from schools.models import Pupil
from writing.views import WritingHelpMixin

SEEN, KINDS = 1, 2
STEPS: dict[int, tuple[type[KeyedForm], Any]] = {
    SEEN: (forms.SeenForm, _("The facts. Everything else may follow later.")),
    KINDS: (forms.KindsForm, _("Choose, and the signal is saved.")),
}
LABELS = (_("Pupil"), _("What you saw"), _("Kind"), _("Done"))
"""The four steps as the step tracker shows them; the pages here are the second and the third."""


def step_url(pupil: Pupil, step: int) -> str:
    """Return the address of a page of the quick signal."""
    return reverse("dossiers:signal_step", args=[pupil.pk, step])


def saved_url(signal_id: object) -> str:
    """Return the address of the page that tells what was saved and what can follow."""
    return reverse("dossiers:signal_saved", args=[signal_id])


def tracker(current: int) -> list[dict[str, Any]]:
    """Return the four steps of a quick signal for the step tracker; `current` counts from 0."""
    return [
        {
            "label": label,
            "state": "done" if n < current else "current" if n == current else "todo",
        }
        for n, label in enumerate(LABELS)
    ]


class SignalDraftPage(WritingHelpMixin, DraftFormPage, abstract=True):
    """A page of a signal that is not logged yet: goes on, back or away, and keeps what was typed."""

    permission = "dossiers.log_signal"
    model = Pupil
    pk_url_kwarg = "pupil"
    autosave = "dossiers:autosave"
    template_name = "dossiers/signal_step.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "POST":
            return kwargs
        place = selectors.usual_place(self.object, actor_of(self.request))
        return {"initial": {"place": place} | kwargs.get("initial", {})}

    def leave(self, go: str) -> str:
        """Return where a button leads that saves the draft without checking it; '' if it is none."""
        return {
            "later": dossier_url(self.object.pk),
            "back": step_url(self.object, SEEN),
            "full": reverse("dossiers:signal_full", args=[self.object.pk]),
        }.get(go, "")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        url = self.leave(request.POST.get("go", ""))
        if not url or (self.stamp is not None and self.stamp.is_behind(self.draft)):
            return super().post(request, *args, **kwargs)
        try:
            self.keep_page()
        except Refused as refusal:
            form = self.get_form()
            form.add_error(refusal.field, refusal.message)
            return self.render_form(form, status=422)
        if request.POST.get("go") == "later":
            messages.success(request, _now("Your draft is saved. Only you can see it."))
        return redirect(url)

    def keep_page(self) -> Draft | None:
        """Save what stands on this page in the draft; None if it became a signal already."""
        return self.keep(typed(type(self.get_form()), self.request.POST), self.stamp)

    def log(self, key: uuid.UUID, form: Any) -> str:
        """Log the signal; returns the page that tells so."""
        services.log_signal(
            actor=actor_of(self.request),
            pupil=self.object,
            key=key,
            text=form.text(),
            **form.when(),
        )
        return saved_url(key)


class SignalStepView(SignalDraftPage):
    """A page of the quick signal: what was seen, and which kind. The second one logs it."""

    permission = "dossiers.log_signal"

    @property
    def step(self) -> int:
        """The number of the page. Raises 404 for one that doesn't exist."""
        found: int = self.kwargs["step"]
        if found not in STEPS:
            raise Http404
        return found

    title = _("New signal")

    def get_form(self) -> Any:
        form_class = STEPS[self.step][0]
        content = read_draft(self.draft)
        if self.request.method != "POST" and self.draft and "check" in self.request.GET:
            return form_class({**content, "key": str(self.draft.pk)})
        return form_class(**self.get_form_kwargs())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"purpose": STEPS[self.step][1], "step": self.step, "steps": tracker(self.step)}
        return super().get_context_data(**(extra | kwargs))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.step > SEEN and self.draft is None:
            return redirect(step_url(self.object, SEEN))
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        draft = self.keep_page()
        if draft is None:
            return saved_url(self.posted_key)
        if self.step == SEEN:
            return step_url(self.object, KINDS)
        whole = filled(read_draft(draft))
        if whole.is_valid():
            return self.log(draft.pk, whole)
        if forms.SeenForm.base_fields.keys() & whole.errors.keys():
            return f"{step_url(self.object, SEEN)}?check"
        return f"{reverse('dossiers:signal_full', args=[self.object.pk])}?check"


class FullSignalView(SignalDraftPage):
    """Everything that a signal can hold, on one page (D1)."""

    permission = "dossiers.log_signal"
    form_class = forms.FullForm
    title = _("A signal in full")
    purpose = _("Fill in what you know. Only what you saw and the kind are needed.")

    def get_form(self) -> Any:
        if self.request.method != "POST" and self.draft and "check" in self.request.GET:
            return filled(read_draft(self.draft))
        return super().get_form()

    def perform(self, form: Any) -> str:
        return self.log(form.record_key, form)


def filled(content: Content) -> Any:
    """Return the full form with what the draft holds, to be checked."""
    return forms.FullForm({**content, "key": str(uuid7())})


class SaveSignalView(SaveDraftView):
    """Keeps a signal as it is typed, on whichever of its pages."""

    permission = "dossiers.log_signal"
    model = Pupil
    pk_url_kwarg = "pupil"
    form_classes = (forms.FullForm,)
