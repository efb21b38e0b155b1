"""Choosing a pupil, passing the gate, reading one record."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedObjectFormPage, GuardedObjectPage, GuardedPage
from dossiers import events, selectors, services
from dossiers.forms import OpeningForm
from dossiers.models import HandOver
from dossiers.views.base import dossier_url, gate_context, safe_next
from schools.models import Pupil
from schools.searching import NameSearchMixin


class PickPupilView(NameSearchMixin, GuardedPage):
    """About whom is the signal? The own group first; others by any part of the name."""

    permission = "dossiers.log_signal"
    template_name = "dossiers/pick_pupil.html"
    title = _("New signal")
    purpose = _("Choose the pupil that you are worried about.")
    search_label = _("Search in the whole school")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pupils, own = selectors.pupils_to_pick(actor_of(self.request), self.searched())
        full = len(pupils) == selectors.PICK_LIMIT
        return super().get_context_data(pupils=pupils, own=own, full=full, **kwargs)


class OpenWithPurposeView(GuardedObjectFormPage):
    """The purpose gate: states why, and opens the dossier for twelve hours (R1)."""

    permission = "dossiers.open_dossier"
    model = Pupil
    pk_url_kwarg = "pupil"
    form_class = OpeningForm
    template_name = "dossiers/gate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        return super().get_context_data(**(gate_context(self.object, form) | kwargs))

    def perform(self, form: Any) -> str:
        services.open_with_purpose(
            actor=actor_of(self.request),
            pupil=self.object,
            key=form.record_key,
            purpose=form.cleaned_data["purpose"],
            explanation=form.cleaned_data["explanation"],
        )
        return safe_next(self.request, form.cleaned_data["next"], dossier_url(self.object.pk))


class HandOversView(GuardedPage):
    """What I handed over, and how it stands (R1)."""

    permission = "dossiers.hand_over"
    template_name = "dossiers/hand_overs.html"
    title = _("What I handed over")
    purpose = _("You see here whether the AF HGKM took what you handed over.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = selectors.own_hand_overs(actor_of(self.request))
        page = Paginator(found, 50).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


class HandOverDetailView(GuardedObjectPage):
    """One hand-over: for who made it, and for the AF HGKM and manager who have to act."""

    permission = "dossiers.view_hand_over"
    model = HandOver
    look = events.HAND_OVER_VIEWED
    template_name = "dossiers/hand_over_detail.html"
    title = _("Hand-over to the AF HGKM")
    purpose = _("Why a colleague handed this over, which signals belong to it, and how it stands.")

    def get_queryset(self) -> Any:
        found = super().get_queryset().select_related("author", "pupil", "taken_by")
        return found.prefetch_related("signals__versions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = actor_of(self.request)
        rights = selectors.hand_over_abilities(user, self.object)
        extra = {"can": rights, "eyebrow": self.object.pupil.full_name}
        return super().get_context_data(**(extra | kwargs))
