"""The page of the functioneel beheerder, and a school's name."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedObjectFormPage, GuardedPage
from schools import overview
from schools.forms.importing import SchoolForm
from schools.models import School
from schools.services import importing


class BeheerView(GuardedPage):
    """What is kept here, what waits and where to go."""

    permission = "schools.manage_staff"
    template_name = "schools/beheer.html"
    title = _("Administration")
    purpose = _("Keep pupils, staff, roles and parents up to date. You see no dossiers here.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        states = overview.beheer_states(self.request.user)
        return super().get_context_data(**({"states": states} | kwargs))


class SchoolNameView(GuardedObjectFormPage):
    """An import knows the BRIN of a school; a person gives the name."""

    permission = "schools.manage_staff"
    model = School
    pk_url_kwarg = "school"
    form_class = SchoolForm
    title = _("Name of the school")
    purpose = _("The name that staff and parents see.")
    success_message = _("The name is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() or {"initial": {"name": self.object.name}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"back_url": reverse("schools:beheer")} | kwargs))

    def perform(self, form: Any) -> str:
        importing.rename_school(
            actor=actor_of(self.request), school=self.object, name=form.cleaned_data["name"]
        )
        return reverse("schools:beheer")
