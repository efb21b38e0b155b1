"""Pages of protocols: the runs, starting one, the checklist, and the texts to read."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.acting import actor_of
from core.views import (
    GuardedAction,
    GuardedFormPage,
    GuardedObjectFormPage,
    GuardedObjectPage,
    GuardedPage,
)
from protocols import events, services
from protocols.forms import CloseRunForm, CompleteStepForm, SkipStepForm, StartRunForm
from protocols.models import Protocol, Responsible, Run, RunStep
from schools.models import Pupil, School
from schools.searching import FindButtonMixin
from writing.views import WritingHelpMixin

PAGE_SIZE = 25


class RunList(GuardedPage):
    """The protocols that were started: those going on, or those closed."""

    permission = "protocols.view_run"
    template_name = "protocols/runs.html"
    title = gettext_lazy("Protocols")
    purpose = gettext_lazy("Protocols that were started, what is due next, and the texts to read.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        closed = self.request.GET.get("closed") == "1"
        runs = Run.objects.visible_to(self.request.user).with_progress()
        runs = runs.select_related("protocol", "school")
        runs = runs.filter(state=Run.State.CLOSED) if closed else runs.unfinished()
        here = reverse("protocols:runs")
        return super().get_context_data(
            page=Paginator(runs, PAGE_SIZE).get_page(self.request.GET.get("page")),
            closed=closed,
            tabs=[
                {"label": _("Going on"), "url": here, "active": not closed},
                {
                    "label": pgettext("protocol", "Closed"),
                    "url": f"{here}?closed=1",
                    "active": closed,
                },
            ],
            protocols=Protocol.objects.visible_to(self.request.user).current(),
            **kwargs,
        )


class ProtocolPage(GuardedObjectPage):
    """A protocol to read as it will run."""

    permission = "protocols.view_run"
    model = Protocol
    template_name = "protocols/protocol.html"

    def permission_object(self) -> None:
        """A text belongs to no school: who works with runs anywhere may read it."""

    def get_title(self) -> str:
        return str(self.object.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = dict(Responsible.choices)
        phases = [
            {
                "title": phase["title"],
                "steps": [step | {"who": labels[step["responsible"]]} for step in phase["steps"]],
            }
            for phase in self.object.phases
        ]
        return super().get_context_data(phases=phases, purpose=self.object.summary, **kwargs)


class StartRun(FindButtonMixin, GuardedFormPage):
    """Start a protocol, from the list or (with ?pupil=) from a dossier."""

    permission = "protocols.start_run"
    form_class = StartRunForm
    title = gettext_lazy("Start a protocol")
    purpose = gettext_lazy("Each step gets its term at once. You can tick them off together.")
    success_message = gettext_lazy("The protocol was started. These are the steps.")

    def get_form_kwargs(self) -> dict[str, Any]:
        query = self.request.GET
        known = {"user": self.request.user, "pupil": query.get("pupil", "")}
        initial = {"protocol": query.get("protocol", "")}
        return super().get_form_kwargs() | known | {"initial": initial}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back_url=reverse("protocols:runs"), back_label=_("Protocols"), **kwargs
        )

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        run = services.start_run(
            actor=actor_of(self.request),
            key=form.record_key,
            school=data["school"],
            protocol=data["protocol"],
            title=data["title"],
            pupil=data["pupil"],
            counts_from=form.counts_from,
        )
        return reverse("protocols:run", args=[run.pk])


class RunPage(GuardedObjectPage):
    """The checklist of one run."""

    permission = "protocols.view_run"
    model = Run
    look = events.VIEWED
    template_name = "protocols/run.html"
    purpose = gettext_lazy(
        "Tick off what was done. Colleagues see it at once; what is late goes to the manager."
    )

    def get_queryset(self) -> Any:
        related = ("protocol", "pupil", "school", "started_by", "closed_by")
        return super().get_queryset().select_related(*related)

    def get_title(self) -> str:
        return str(self.object.protocol.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = list(self.object.steps.select_related("done_by", "assignee"))
        phases = [(name, list(part)) for name, part in groupby(steps, key=lambda step: step.phase)]
        done = sum(not step.is_open for step in steps)
        return super().get_context_data(phases=phases, done=done, total=len(steps), **kwargs)


class _StepForm(WritingHelpMixin, GuardedObjectFormPage, abstract=True):
    """A form about one step; afterwards back to the checklist."""

    permission = "protocols.work_on_run"
    model = RunStep

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("run__protocol", "run__pupil", "run__school")

    def writing_subject(self) -> Pupil | School:
        return written_about(self.object.run)

    def get_title(self) -> str:
        return str(self.object.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = run_url(self.object)
        protocol = self.object.run.protocol.title
        return super().get_context_data(back_url=back, back_label=protocol, **kwargs)


class CompleteStep(_StepForm):
    """Tick off with a note."""

    form_class = CompleteStepForm
    purpose = gettext_lazy("Tick this step off, and note what colleagues have to know.")
    success_message = gettext_lazy("Ticked off.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"repeats": bool(self.object.repeat_rule)}

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        services.complete_step(
            actor=actor_of(self.request),
            step=self.object,
            note=data["note"],
            happened_on=data["done_on"],
            last=data.get("last", False),
        )
        return run_url(self.object)


class SkipStep(_StepForm):
    """Leave a step out."""

    form_class = SkipStepForm
    purpose = gettext_lazy(
        "A step can be left out with a reason. The reason stays in the protocol."
    )
    success_message = gettext_lazy("Skipped, with your reason.")

    def perform(self, form: Any) -> str:
        reason = form.cleaned_data["reason"]
        services.skip_step(actor=actor_of(self.request), step=self.object, reason=reason)
        return run_url(self.object)


class _StepAction(GuardedAction, abstract=True):
    """A button at one step of the checklist."""

    permission = "protocols.work_on_run"
    model = RunStep

    def refused_url(self) -> str:
        return run_url(self.object)


class TickStep(_StepAction):
    """Tick off at once, without a note."""

    success_message = gettext_lazy("Ticked off.")

    def perform(self) -> str:
        services.complete_step(actor=actor_of(self.request), step=self.object)
        return run_url(self.object)


class TakeStep(_StepAction):
    """I do this step: reminders come to me."""

    success_message = gettext_lazy("This step is yours now. Reminders come to you.")

    def perform(self) -> str:
        services.take_step(actor=actor_of(self.request), step=self.object)
        return run_url(self.object)


class CloseRun(WritingHelpMixin, GuardedObjectFormPage):
    """Evaluate and close."""

    permission = "protocols.work_on_run"
    model = Run
    form_class = CloseRunForm
    title = gettext_lazy("Evaluate and close")
    purpose = gettext_lazy("Every step is done. Look back together before you close it.")
    success_message = gettext_lazy("The protocol is closed.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.object.is_evaluating:
            messages.info(request, _("You can evaluate it when every step is done or skipped."))
            return redirect(self._run_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": self._run_url(), "back_label": self.object.protocol.title}
        return super().get_context_data(**back, **kwargs)

    def writing_subject(self) -> Pupil | School:
        return written_about(self.object)

    def _run_url(self) -> str:
        return reverse("protocols:run", args=[self.object.pk])

    def perform(self, form: Any) -> str:
        evaluation = form.cleaned_data["evaluation"]
        services.close_run(actor=actor_of(self.request), run=self.object, evaluation=evaluation)
        return self._run_url()


def written_about(run: Run) -> Pupil | School:
    """Return the pupil of a run, or its school where it is about no pupil."""
    subject: Pupil | School = run.pupil or run.school
    return subject


def run_url(step: RunStep) -> str:
    """Return the place of a step on its checklist."""
    return f"{reverse('protocols:run', args=[step.run_id])}#stap-{step.pk}"
