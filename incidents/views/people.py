"""Pages about colleagues in an incident."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.acting import actor_of
from core.views import GuardedObjectFormPage
from incidents import services
from incidents.forms import ColleagueForm, TakeBackForm
from incidents.models import Incident, IncidentStaff
from incidents.views.incidents import AboutIncident
from schools.models import School
from writing.views import WritingHelpMixin


class NameColleague(AboutIncident):
    """A colleague and their part."""

    form_class = ColleagueForm
    title = gettext_lazy("Name a colleague")
    purpose = gettext_lazy(
        "Who was part of it. It says nothing about guilt; it decides who may read this."
    )
    success_message = gettext_lazy("The colleague was named.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": services.nameable(self.object.school_id)}

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        services.name_colleague(
            actor=actor_of(self.request),
            key=form.record_key,
            incident=self.object,
            who=data["who"],
            part=data["part"],
        )
        found = Incident.objects.visible_to(self.request.user).filter(pk=self.object.pk)
        return self.incident_url() if found.exists() else reverse("incidents:register")


class TakeBack(WritingHelpMixin, GuardedObjectFormPage):
    """Somebody was named, and it turned out otherwise."""

    permission = "incidents.take_back_colleague"
    model = IncidentStaff
    form_class = TakeBackForm
    title = gettext_lazy("Take back a colleague's part")
    purpose = gettext_lazy("If this colleague was shut out, they can see the incident again.")
    success_message = gettext_lazy("The part was taken back.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school__board", "incident", "person")

    def writing_subject(self) -> School:
        """Return the school: an incident is of more people."""
        school: School = self.object.school
        return school

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": self.incident_url(), "back_label": self.object.incident.kind_label}
        return super().get_context_data(eyebrow=self.object.person, **back, **kwargs)

    def incident_url(self) -> str:
        return reverse("incidents:incident", args=[self.object.incident_id])

    def perform(self, form: Any) -> str:
        reason = form.cleaned_data["reason"]
        services.take_back(actor=actor_of(self.request), staff=self.object, reason=reason)
        return self.incident_url()
