"""The page of the functioneel beheerder, and a school's name."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedObjectFormPage, GuardedPage
from schools import overview
from schools.forms.importing import CaseRetentionForm, DisclosureDaysForm, SchoolForm
from schools.models import School
from schools.services import boards, importing


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


class DisclosureDaysView(GuardedObjectFormPage):
    """After how many days parents read what a school of the board wrote down (A1)."""

    permission = "schools.manage_staff"
    model = School
    pk_url_kwarg = "school"
    form_class = DisclosureDaysForm
    title = _("When parents read it")
    purpose = _(
        "What was written in a dossier opens to parents after so many days, at every school of the board."
        " The AF HGKM can keep an entry back before that, for safety."
    )
    success_message = _("The number of days is saved. What was written before keeps its day.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("board")

    def get_form_kwargs(self) -> dict[str, Any]:
        days = self.object.board.disclosure_days
        return super().get_form_kwargs() or {"initial": {"days": days}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"back_url": reverse("schools:beheer"), "eyebrow": self.object.board}
        return super().get_context_data(**(extra | kwargs))

    def perform(self, form: Any) -> str:
        boards.set_disclosure_days(
            actor=actor_of(self.request),
            board=self.object.board,
            days=form.cleaned_data["days"],
        )
        return reverse("schools:beheer")


class CaseRetentionView(GuardedObjectFormPage):
    """For how many years the schools of a board keep a Meldcode case (law.md)."""

    permission = "schools.manage_staff"
    model = School
    pk_url_kwarg = "school"
    form_class = CaseRetentionForm
    title = _("How long a Meldcode case is kept")
    purpose = _(
        "The years count from when a case is closed and its last child has left the school. They hold for "
        "every school of the board."
    )
    success_message = _("The number of years is saved. Nothing is deleted by this.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("board")

    def get_form_kwargs(self) -> dict[str, Any]:
        years = self.object.board.case_retention_years
        return super().get_form_kwargs() or {"initial": {"years": years}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"back_url": reverse("schools:beheer"), "eyebrow": self.object.board}
        return super().get_context_data(**(extra | kwargs))

    def perform(self, form: Any) -> str:
        boards.set_case_retention(
            actor=actor_of(self.request),
            board=self.object.board,
            years=form.cleaned_data["years"],
        )
        return reverse("schools:beheer")
