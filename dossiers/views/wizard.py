"""A signal in four steps; each step is saved on the server, so that a phone may go dark (D1, D2, D4)."""

import uuid
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.errors import Refused
from core.forms import KeyedForm
from core.ids import uuid7
from core.views import GuardedObjectFormPage
from dossiers import forms, selectors, services
from dossiers.models import Draft
from dossiers.services.drafts import Content, read_draft
from dossiers.views.base import CauseMixin, dossier_url
from schools.models import Pupil

STEPS: dict[int, tuple[type[KeyedForm], Any, Any]] = {
    1: (forms.SeenForm, _("What I saw"), _("Only facts: what you saw and heard yourself.")),
    2: (forms.HeardForm, _("What I heard"), _("From others. Nothing heard? Go on.")),
    3: (forms.ThoughtForm, _("What I think"), _("Your view, apart from the facts.")),
    4: (forms.DoneForm, _("What I did"), _("What was done and agreed. Check everything and save.")),
}
LAST = 4


def typed(form_class: type[django_forms.Form], data: Any) -> Content:
    """Return what was typed in a step, as typed."""
    content: Content = {}
    for name, field in form_class.base_fields.items():
        if isinstance(field, django_forms.MultipleChoiceField):
            content[name] = data.getlist(name)[:50]
        elif name != "key":
            content[name] = data.get(name, "")
    return content


def filled(step: int, content: Content) -> Any:
    """Return the form of a step with what the draft holds, to be checked."""
    return STEPS[step][0]({**content, "key": str(uuid7())})


def step_url(pupil: Pupil, step: int) -> str:
    """Return the address of a step."""
    return reverse("dossiers:signal_step", args=[pupil.pk, step])


class StepMixin(CauseMixin, abstract=True):
    """One step: its form, and the draft it writes in."""

    permission = "dossiers.log_signal"
    model = Pupil
    pk_url_kwarg = "pupil"

    @property
    def step(self) -> int:
        """The number of the step. Raises 404 for a step that doesn't exist."""
        found: int = self.kwargs["step"]
        if found not in STEPS:
            raise Http404
        return found

    def key(self) -> uuid.UUID:
        """The key that the form was sent with; a new one if it is no key."""
        try:
            return uuid.UUID(self.request.POST.get("key", ""))
        except ValueError:
            return uuid7()

    def save(self) -> Draft | None:
        """Save what was typed in the draft; None if this draft became a signal already."""
        content = typed(STEPS[self.step][0], self.request.POST)
        return services.save_draft(
            actor=actor_of(self.request),
            pupil=self.object,
            key=self.key(),
            content=content,
        )


class SignalStepView(StepMixin, GuardedObjectFormPage):
    """A step of the signal: shows the draft, saves, goes on, back or away; the last one logs it."""

    permission = "dossiers.log_signal"
    template_name = "dossiers/signal_step.html"

    def get_title(self) -> str:
        return str(STEPS[self.step][1])

    def get_form(self) -> Any:
        form_class = STEPS[self.step][0]
        if self.request.method == "POST":
            return form_class(self.request.POST)
        draft = self.draft
        content = read_draft(draft)
        if draft is not None and "check" in self.request.GET:
            return form_class({**content, "key": str(draft.pk)})
        start = {"place": selectors.group_of(self.object), **content}
        return form_class(initial=start | ({"key": draft.pk} if draft else {}))

    @property
    def draft(self) -> Draft | None:
        """The draft of this writer about this pupil."""
        return selectors.draft_of(self.object, actor_of(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft, step = self.draft, self.step
        extra = {
            "purpose": STEPS[step][2],
            "draft": draft,
            "step": step,
            "last": step == LAST,
            "steps": self.tracker(),
            "overview": self.overview(draft) if step == LAST else [],
            "autosave_url": reverse("dossiers:autosave", args=[self.object.pk, step]),
        }
        return super().get_context_data(**(extra | kwargs))

    def tracker(self) -> list[dict[str, Any]]:
        """Return the four steps for the step tracker."""
        return [
            {
                "label": label,
                "state": "done" if n < self.step else "current" if n == self.step else "todo",
                "url": step_url(self.object, n) if n < self.step else "",
            }
            for n, (_form, label, _purpose) in STEPS.items()
        ]

    def overview(self, draft: Draft | None) -> list[dict[str, Any]]:
        """Return what the earlier steps hold, with the address to change it."""
        return [
            {
                "label": STEPS[n][1],
                "url": step_url(self.object, n),
                "rows": forms.in_words(filled(n, read_draft(draft))),
            }
            for n in range(1, LAST)
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.step > 1 and self.draft is None:
            return redirect(step_url(self.object, 1))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        go = request.POST.get("go", "")
        if go not in {"back", "later"}:
            return super().post(request, *args, **kwargs)
        try:
            self.save()
        except Refused as refusal:
            form = self.get_form()
            form.add_error(refusal.field, refusal.message)
            return self.render_form(form, status=422)
        if go == "later":
            messages.success(request, _now("Your draft is saved. Only you can see it."))
            return redirect(dossier_url(self.object.pk))
        return redirect(step_url(self.object, max(self.step - 1, 1)))

    def perform(self, form: Any) -> str:
        draft = self.save()
        if draft is None:
            return dossier_url(self.object.pk, self.key())
        if self.step < LAST:
            return step_url(self.object, self.step + 1)
        return self.log(draft)

    def log(self, draft: Draft) -> str:
        """Log the draft as a signal, or go to the first step that isn't right yet."""
        steps = {n: filled(n, read_draft(draft)) for n in STEPS}
        for n, form in steps.items():
            if not form.is_valid():
                return f"{step_url(self.object, n)}?check"
        data = {name: value for form in steps.values() for name, value in form.cleaned_data.items()}
        text = services.SignalText(**{name: data[name] for name in forms.TEXT_FIELDS})
        when = {name: data[name] for name in ("occurred_on", "occurred_at", "kinds")}
        actor = actor_of(self.request)
        services.log_signal(actor=actor, pupil=self.object, key=draft.pk, text=text, **when)
        messages.success(self.request, _now("The signal is in the dossier."))
        return dossier_url(self.object.pk, draft.pk)


class AutosaveView(StepMixin):
    """Saves what is being typed; answers with the line 'Saved at 14:32'."""

    permission = "dossiers.log_signal"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context: dict[str, Any] = {}
        try:
            draft = self.save()
        except Refused as refusal:
            context["problem"] = refusal.message
        else:
            context["saved_at"] = timezone.now() if draft else None
        return render(request, "dossiers/signal_step.html#saved", context)
