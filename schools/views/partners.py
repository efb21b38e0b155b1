"""The sociale kaart: whom a colleague calls, readable for all staff, kept by a few (K1)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import actor_of
from core.views import (
    GuardedAction,
    GuardedObjectFormPage,
    GuardedObjectMixin,
    GuardedObjectPage,
    GuardedPage,
    may,
)
from schools import partners
from schools.forms.partners import NewPartnerForm, PartnerForm
from schools.models import Partner, School
from schools.services import partners as services

READ, KEEP = "schools.view_partners", "schools.manage_partners"


def partners_url(school_id: int) -> str:
    """Return the address of a school's sociale kaart."""
    return reverse("schools:partners", kwargs={"school": school_id})


class PartnerSchoolsView(GuardedPage):
    """The national numbers, and a way to the list of each school."""

    permission = READ
    template_name = "schools/partner_schools.html"
    title = gettext_lazy("Sociale kaart")
    purpose = gettext_lazy("Whom you call about the safety of a child.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "national": partners.NATIONAL_NUMBERS,
            "schools": partners.schools_of(self.request.user),
        }
        return super().get_context_data(**(extra | kwargs))


class OfPartnerSchool(GuardedObjectMixin, abstract=True):
    """A page of one school's list."""

    model = School
    pk_url_kwarg = "school"

    def get_queryset(self) -> Any:
        return School.objects.with_partners_for(self.request.user)


class PartnersView(OfPartnerSchool, GuardedObjectPage):
    """The numbers of one school, made to be printed and hung up."""

    permission = READ
    template_name = "schools/partners.html"
    title = gettext_lazy("Sociale kaart")
    purpose = gettext_lazy(
        "Whom you call about the safety of a child. Print this page too: paper works without a network."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, school = self.request.user, self.object
        extra = {
            "national": partners.NATIONAL_NUMBERS,
            "partners": partners.partners_of(school, user),
            "keeps": may(user, KEEP, school),
            "back_url": reverse("schools:partner_schools"),
        }
        return super().get_context_data(**(extra | kwargs))


class PartnerAddView(OfPartnerSchool, GuardedObjectFormPage):
    """Add an entry."""

    permission = KEEP
    form_class = NewPartnerForm
    title = gettext_lazy("Add to the sociale kaart")
    purpose = gettext_lazy("All staff of the school see it at once.")
    success_message = gettext_lazy("It stands in the list.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"back_url": partners_url(self.object.pk), "eyebrow": self.object.name}
        return super().get_context_data(**(context | {"back_label": _("Sociale kaart")} | kwargs))

    def perform(self, form: Any) -> str:
        services.add_partner(
            actor=actor_of(self.request),
            key=form.record_key,
            school=self.object,
            values=form.values(),
        )
        return partners_url(self.object.pk)


class PartnerCorrectView(GuardedObjectFormPage):
    """Correct an entry."""

    permission = KEEP
    model = Partner
    form_class = PartnerForm
    title = gettext_lazy("Correct the sociale kaart")
    purpose = gettext_lazy("With this the entry is checked too: today stands beside it.")
    success_message = gettext_lazy("The entry is corrected.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school")

    def get_form_kwargs(self) -> dict[str, Any]:
        initial = {name: getattr(self.object, name) for name in services.FIELDS}
        return super().get_form_kwargs() or {"initial": initial}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"back_url": partners_url(self.object.school_id), "eyebrow": self.object.name}
        return super().get_context_data(**(context | {"back_label": _("Sociale kaart")} | kwargs))

    def perform(self, form: Any) -> str:
        services.correct_partner(
            actor=actor_of(self.request), partner=self.object, values=form.values()
        )
        return partners_url(self.object.school_id)


class PartnerAction(GuardedAction, abstract=True):
    """A button beside an entry."""

    model = Partner

    def refused_url(self) -> str:
        return partners_url(self.object.school_id)


class PartnerCheckView(PartnerAction):
    """It was checked today and is right."""

    permission = KEEP
    success_message = gettext_lazy("Checked today.")

    def perform(self) -> str:
        services.check_partner(actor=actor_of(self.request), partner=self.object)
        return self.refused_url()


class PartnerArchiveView(PartnerAction):
    """Take it out of the list."""

    permission = KEEP
    success_message = gettext_lazy("It is out of the list.")

    def perform(self) -> str:
        services.archive_partner(actor=actor_of(self.request), partner=self.object)
        return self.refused_url()
