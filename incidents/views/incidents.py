"""Pages of incidents: the register, reporting, one incident, and its handling."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import actor_of
from core.views import (
    GuardedAction,
    GuardedFormPage,
    GuardedObjectFormPage,
    GuardedObjectPage,
    GuardedPage,
    may,
)
from incidents import events, services
from incidents.forms import (
    CloseForm,
    CorrectForm,
    FilterForm,
    NoteForm,
    ReportForm,
    StartProtocolForm,
)
from incidents.models import Incident
from incidents.notifications import shut_out_of
from schools.forms.choosing import chosen_school
from schools.models import School
from schools.searching import FindButtonMixin
from writing.views import WritingHelpMixin

PAGE_SIZE = 25


class Register(GuardedPage):
    """The register of the school; for a teacher the own reports."""

    permission = "incidents.register_incident"
    template_name = "incidents/register.html"
    title = gettext_lazy("Incidents")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        whole = may(user, "incidents.view_register")
        form = FilterForm(self.request.GET)
        incidents = form.narrow(Incident.objects.visible_to(user)).with_counts()
        incidents = incidents.select_related("reporter", "school")
        purpose = (
            _("What was reported at your school, and what became of it.")
            if whole
            else _("What you reported, and what became of it.")
        )
        return super().get_context_data(
            page=Paginator(incidents, PAGE_SIZE).get_page(self.request.GET.get("page")),
            filter=form,
            filtered=any(self.request.GET.get(name) for name in form.fields),
            whole=whole,
            purpose=purpose,
            **kwargs,
        )


def page_after_naming(user: Any, incident: Incident) -> str:
    """Return where to go: who told of what they did themselves is shut out, and a colleague goes on."""
    if Incident.objects.visible_to(user).filter(pk=incident.pk).exists():
        return reverse("incidents:incident", args=[incident.pk])
    return reverse("incidents:register")


class ReportIncident(WritingHelpMixin, FindButtonMixin, GuardedFormPage):
    """One short page, also from a dossier with ?pupil=."""

    permission = "incidents.register_incident"
    form_class = ReportForm
    title = gettext_lazy("Report an incident")
    purpose = gettext_lazy("Short is fine. The AF HGKM and the manager get it at once.")
    success_message = gettext_lazy("Thank you. Your report is in the register.")

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"user": self.request.user, "pupil": self.request.GET.get("pupil", "")}
        return super().get_form_kwargs() | known

    def writing_subject(self) -> School | None:
        """Return the school that is chosen, or would be."""
        return chosen_school(
            self.request.user, "incidents.register_incident", self.request.POST.get("school", "")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": reverse("incidents:register"), "back_label": _("Incidents")}
        return super().get_context_data(**back, **kwargs)

    def perform(self, form: Any) -> str:
        incident = services.report_incident(
            actor=actor_of(self.request),
            key=form.record_key,
            school=form.cleaned_data["school"],
            report=form.report,
            pupils=form.pupils,
            staff=form.staff,
        )
        return page_after_naming(self.request.user, incident)


class IncidentPage(GuardedObjectPage):
    """One incident: the report, and for who handles it the handling."""

    permission = "incidents.view_incident"
    model = Incident
    look = events.VIEWED
    template_name = "incidents/incident.html"

    def get_queryset(self) -> Any:
        related = ("reporter", "school", "taken_up_by", "closed_by")
        return super().get_queryset().select_related(*related)

    def get_title(self) -> str:
        return str(self.object.kind_label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, incident = self.request.user, self.object
        versions = list(incident.versions.select_related("author"))
        handles = may(user, "incidents.handle_incident", incident)
        context = super().get_context_data(
            current=versions[-1],
            earlier=versions[-2::-1],
            pupils=incident.pupils.select_related("pupil"),
            colleagues=incident.staff.select_related("person", "author", "ended_by"),
            handles=handles,
            opens_case=may(user, "meldcode.open_case", incident),
            **kwargs,
        )
        if handles:
            context["left_alone"] = incident.taken_up_by_id in shut_out_of(incident)
            context["notes"] = incident.notes.select_related("author")
            context["runs"] = incident.runs.select_related("run__protocol")
        return context


class AboutIncident(WritingHelpMixin, GuardedObjectFormPage, abstract=True):
    """A form about one incident; afterwards back to it."""

    permission = "incidents.handle_incident"
    model: ClassVar[type[Model]] = Incident

    @property
    def incident(self) -> Incident:
        """What the form is about; a subclass may be about a part of it."""
        found: Incident = self.object
        return found

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school__board")

    def writing_subject(self) -> School:
        """Return the school: an incident is of more pupils, and each goes by initials."""
        school: School = self.object.school
        return school

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": self.incident_url(), "back_label": self.incident.kind_label}
        return super().get_context_data(**back, **kwargs)

    def incident_url(self) -> str:
        return reverse("incidents:incident", args=[self.incident.pk])


class CorrectAccount(AboutIncident):
    """A new version of the account."""

    permission = "incidents.correct_account"
    form_class = CorrectForm
    title = gettext_lazy("Correct the account")
    purpose = gettext_lazy("Your correction is added. What was written first stays readable.")
    success_message = gettext_lazy("The correction was added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        current = self.object.versions.last()
        names = ("number", "account", "place_detail", "others")
        initial = {name: getattr(current, name) for name in names}
        return super().get_form_kwargs() | {"initial": initial}

    def perform(self, form: Any) -> str:
        services.correct_account(
            actor=actor_of(self.request), incident=self.object, **form.cleaned_data
        )
        return self.incident_url()


class TakeUp(GuardedAction):
    """I take this up."""

    permission = "incidents.handle_incident"
    model = Incident
    success_message = gettext_lazy("You took this up. The reporter sees that.")

    def refused_url(self) -> str:
        return reverse("incidents:incident", args=[self.object.pk])

    def perform(self) -> str:
        services.take_up(actor=actor_of(self.request), incident=self.object)
        return self.refused_url()


class AddNote(AboutIncident):
    """A note of the handling."""

    form_class = NoteForm
    title = gettext_lazy("Add a note")
    purpose = gettext_lazy("For those who handle this. The reporter does not read it.")
    success_message = gettext_lazy("The note was added.")

    def perform(self, form: Any) -> str:
        services.add_note(
            actor=actor_of(self.request),
            key=form.record_key,
            incident=self.object,
            text=form.cleaned_data["text"],
        )
        return self.incident_url()


class StartProtocol(AboutIncident):
    """A protocol because of this incident."""

    form_class = StartProtocolForm
    title = gettext_lazy("Start a protocol")
    purpose = gettext_lazy("Its periods count from the moment of the incident.")
    success_message = gettext_lazy("The protocol was started. These are the steps.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def perform(self, form: Any) -> str:
        run = services.start_protocol(
            actor=actor_of(self.request),
            key=form.record_key,
            incident=self.object,
            protocol=form.cleaned_data["protocol"],
            title=form.cleaned_data["title"],
        )
        return reverse("protocols:run", args=[run.pk])


class CloseIncident(AboutIncident):
    """The result, and closed."""

    form_class = CloseForm
    title = gettext_lazy("Close with the result")
    purpose = gettext_lazy("The reporter sees that it was closed, not what you write here.")
    success_message = gettext_lazy("The incident is closed.")

    def perform(self, form: Any) -> str:
        result = form.cleaned_data["result"]
        services.close_incident(actor=actor_of(self.request), incident=self.object, result=result)
        return self.incident_url()
