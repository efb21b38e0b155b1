"""Pages about colleagues in an incident."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.acting import actor_of
from incidents import services
from incidents.forms import ColleagueForm, TakeBackForm
from incidents.models import Incident, IncidentStaff
from incidents.views.incidents import AboutIncident, page_after_naming


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
        return page_after_naming(self.request.user, self.incident)


class TakeBack(AboutIncident):
    """Somebody was named, and it turned out otherwise."""

    permission = "incidents.take_back_colleague"
    model = IncidentStaff
    form_class = TakeBackForm
    title = gettext_lazy("Take back a colleague's part")
    purpose = gettext_lazy("If this colleague was shut out, they can see the incident again.")
    success_message = gettext_lazy("The part was taken back.")

    @property
    def incident(self) -> Incident:
        """The incident in which the colleague was named."""
        found: Incident = self.object.incident
        return found

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("incident", "person")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(eyebrow=self.object.person, **kwargs)

    def perform(self, form: Any) -> str:
        reason = form.cleaned_data["reason"]
        services.take_back(actor=actor_of(self.request), staff=self.object, reason=reason)
        return self.incident_url()
