"""What Veilig Thuis was told: for AF HGKM and manager alone, never in the chronology or the portal (A7)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedObjectFormPage, GuardedObjectPage, may
from dossiers import events
from dossiers.forms import consents as forms
from dossiers.models import InformationGiven
from dossiers.selectors import information
from dossiers.services import information as services
from dossiers.views.base import CauseMixin
from dossiers.views.rights import PupilRightsForm
from schools.models import Pupil
from writing.views import WritingHelpMixin


def information_url(pupil_id: object) -> str:
    """Return the address of what Veilig Thuis was told about a pupil."""
    return reverse("dossiers:information", args=[pupil_id])


class InformationView(CauseMixin, GuardedObjectPage):
    """Everything that Veilig Thuis was told about one pupil."""

    permission = "dossiers.record_information"
    model = Pupil
    pk_url_kwarg = "pupil"
    look = events.INFORMATION_VIEWED
    template_name = "dossiers/rights/information.html"
    title = _("Told to Veilig Thuis")
    purpose = _("Only the AF HGKM and the manager see this page. Parents and teachers don't.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = actor_of(self.request)
        given = information.information_of(self.object, user)
        opens = may(user, "meldcode.open_case", self.object)
        return super().get_context_data(given=given, opens_case=opens, **kwargs)


class RecordInformationView(WritingHelpMixin, PupilRightsForm):
    """Write down what Veilig Thuis was told."""

    permission = "dossiers.record_information"
    form_class = forms.InformationForm
    title = _("Write down what Veilig Thuis was told")
    purpose = _(
        "Who asked, what was told, with or without consent. Only AF HGKM and manager see it."
    )
    success_message = _(
        "It is written down. Is the account of Veilig Thuis there? Then note that too."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": information_url(self.object.pk), "back_label": gettext("Veilig Thuis")}
        return super().get_context_data(**(kwargs | back))

    def perform(self, form: Any) -> str:
        data = dict(form.cleaned_data)
        key, given_by = data.pop("key"), data.pop("given_by")
        services.record_information(
            actor=actor_of(self.request),
            pupil=self.object,
            key=key,
            given_by=given_by,
            told=services.Told(**data),
        )
        return information_url(self.object.pk)


class ApproveInformationView(WritingHelpMixin, CauseMixin, GuardedObjectFormPage):
    """Whether the written account of Veilig Thuis is right."""

    permission = "dossiers.record_information"
    model = InformationGiven
    form_class = forms.ApprovalForm
    look = events.INFORMATION_VIEWED
    title = _("Is the account of Veilig Thuis right?")
    purpose = _(
        "Veilig Thuis writes down what it was told. Who told it says whether that is right."
    )
    success_message = _("It is noted with what was told.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pupil", "given_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = [
            (gettext("Who told it"), self.object.given_by),
            (gettext("Who asked"), self.object.asked_by),
            (gettext("File number"), self.object.file_number),
            (gettext("What was told"), self.object.what),
        ]
        back = {
            "back_url": information_url(self.object.pupil_id),
            "back_label": gettext("Veilig Thuis"),
        }
        return super().get_context_data(**({"object_facts": facts} | back | kwargs))

    def perform(self, form: Any) -> str:
        services.approve_information(
            actor=actor_of(self.request), information=self.object, **form.cleaned_data
        )
        return information_url(self.object.pupil_id)
