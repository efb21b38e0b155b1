"""Access to one dossier for a stand-in, given by the AF HGKM or the manager."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedAction, GuardedObjectFormPage
from schools import overview
from schools.forms.guardians import AccessForm
from schools.models import Pupil, PupilGrant
from schools.services import access as services
from schools.services.access import GRANT


class AccessView(GuardedObjectFormPage):
    """Who was given access to a dossier, and the form to give it."""

    permission = GRANT
    model = Pupil
    pk_url_kwarg = "pupil"
    form_class = AccessForm
    template_name = "schools/access.html"
    title = _("Access for a stand-in")
    purpose = _("Let somebody of the board who has no access read this dossier for a while.")
    success_message = _("Access is given. It ends by itself.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school__board")

    def get_form_kwargs(self) -> dict[str, Any]:
        people = overview.colleagues_of_board(self.object.school.board)
        return super().get_form_kwargs() | {
            "colleagues": people.exclude(pk=actor_of(self.request).pk)
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader = actor_of(self.request)
        context = {
            "grants": overview.access_to(self.object, reader),
            "history": overview.access_history(self.object, reader),
            "back_url": reverse("dossiers:dossier", kwargs={"pupil": self.object.pk}),
            "eyebrow": self.object.full_name,
        }
        return super().get_context_data(**(context | kwargs))

    def perform(self, form: Any) -> str:
        services.give_access(actor=actor_of(self.request), pupil=self.object, **form.cleaned_data)
        return reverse("schools:access", kwargs={"pupil": self.object.pk})


class AccessEndView(GuardedAction):
    """Ends somebody's access at once."""

    permission = GRANT
    model = PupilGrant
    success_message = _("Access has ended.")

    def get_queryset(self) -> Any:
        return overview.grants_for(self.request.user)

    def permission_object(self) -> object:
        found: object = self.object.content_object
        return found

    def perform(self) -> str:
        url = self.refused_url()
        services.end_access(actor=actor_of(self.request), given=self.object)
        return url

    def refused_url(self) -> str:
        return reverse("schools:access", kwargs={"pupil": self.object.content_object_id})
