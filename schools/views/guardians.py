"""Parents and carers of a pupil, kept by the functioneel beheerder."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import (
    GuardedAction,
    GuardedObjectFormPage,
    GuardedObjectMixin,
    GuardedObjectPage,
)
from schools import events
from schools.forms.guardians import GuardianForm, NewGuardianForm, PortalAccountForm
from schools.models import Guardian, Pupil
from schools.services import guardians as services

KEEP = "schools.manage_guardians"


def guardians_url(pupil_id: Any) -> str:
    """Return the address of a pupil's parents."""
    return reverse("schools:guardians", kwargs={"pupil": pupil_id})


class OfPupilMixin(GuardedObjectMixin, abstract=True):
    """A page of one pupil in the registry."""

    permission = KEEP
    model = Pupil
    pk_url_kwarg = "pupil"

    def get_queryset(self) -> Any:
        return Pupil.objects.registered_for(self.request.user).select_related("school__board")


class GuardiansView(OfPupilMixin, GuardedObjectPage):
    """Who is a parent or carer, with or without gezag, from when until when."""

    look = events.GUARDIANS_VIEWED
    template_name = "schools/guardians.html"
    title = _("Parents and carers")
    purpose = _("Who has gezag, and who may read along in the portal.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "guardians": self.object.guardians.select_related("user").order_by("starts_on", "pk"),
            "back_url": reverse("schools:registry", kwargs={"school": self.object.school_id}),
        }
        return super().get_context_data(**(context | kwargs))


class GuardianAddView(OfPupilMixin, GuardedObjectFormPage):
    """Records a parent or carer."""

    form_class = NewGuardianForm
    title = _("Add a parent or carer")
    purpose = _("Each parent has a record of their own, also when they live in two homes.")
    success_message = _("The parent is recorded.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"back_url": guardians_url(self.object.pk), "eyebrow": self.object.full_name}
        return super().get_context_data(**(context | kwargs))

    def perform(self, form: Any) -> str:
        services.add_guardian(
            actor=actor_of(self.request),
            key=form.record_key,
            pupil=self.object,
            values=form.values(),
        )
        return guardians_url(self.object.pk)


class OfGuardianMixin(GuardedObjectMixin, abstract=True):
    """A page of one parent."""

    permission = KEEP
    model = Guardian

    def get_queryset(self) -> Any:
        parent: Any = super()
        return parent.get_queryset().select_related("pupil", "school__board", "user")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "back_url": guardians_url(self.object.pupil_id),
            "eyebrow": f"{self.object.name} · {self.object.pupil.full_name}",
        }
        parent: Any = super()
        found: dict[str, Any] = parent.get_context_data(**(context | kwargs))
        return found


class GuardianChangeView(OfGuardianMixin, GuardedObjectFormPage):
    """Changes what is recorded of a parent."""

    form_class = GuardianForm
    title = _("Change the data of a parent")
    purpose = _("Whoever loses gezag can no longer read along from that moment.")
    success_message = _("The change is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        initial = {name: getattr(self.object, name) for name in services.FIELDS}
        initial["gezag"] = "ja" if self.object.gezag else "nee"
        return super().get_form_kwargs() or {"initial": initial}

    def perform(self, form: Any) -> str:
        services.change_guardian(
            actor=actor_of(self.request),
            guardian=self.object,
            values=form.values(),
        )
        return guardians_url(self.object.pupil_id)


class PortalAccountView(OfGuardianMixin, GuardedObjectFormPage):
    """Gives a parent access to the portal."""

    form_class = PortalAccountForm
    title = _("Access to the portal")
    purpose = _("A parent with gezag reads what the school opens to parents, and nothing else.")
    success_message = _("The parent has access to the portal.")

    def get_form_kwargs(self) -> dict[str, Any]:
        email = self.object.email
        initial = {"email": email, "username": email.partition("@")[0].lower()}
        return super().get_form_kwargs() or {"initial": initial}

    def perform(self, form: Any) -> str:
        actor, data = actor_of(self.request), form.cleaned_data
        if data["existing"]:
            services.link_portal(actor=actor, guardian=self.object, username=data["existing"])
        else:
            services.open_portal(
                actor=actor,
                guardian=self.object,
                username=data["username"],
                email=data["email"],
            )
        return guardians_url(self.object.pupil_id)


class GuardianAction(OfGuardianMixin, GuardedAction, abstract=True):
    """A button beside a parent."""

    def refused_url(self) -> str:
        return guardians_url(self.object.pupil_id)


class GuardianEndView(GuardianAction):
    """Ends a record at once."""

    permission = KEEP
    success_message = _("The record has ended. What was recorded stays.")

    def perform(self) -> str:
        services.end_guardian(actor=actor_of(self.request), guardian=self.object)
        return self.refused_url()


class PortalBlockView(GuardianAction):
    """Blocks the portal for one parent."""

    permission = KEEP
    success_message = _("The portal is blocked for this parent.")

    def perform(self) -> str:
        services.set_portal_block(actor=actor_of(self.request), guardian=self.object, blocked=True)
        return self.refused_url()


class PortalUnblockView(GuardianAction):
    """Opens the portal again."""

    permission = KEEP
    success_message = _("The portal is open again for this parent.")

    def perform(self) -> str:
        services.set_portal_block(actor=actor_of(self.request), guardian=self.object, blocked=False)
        return self.refused_url()
