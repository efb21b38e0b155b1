"""Who looked at a dossier, what stands out at the school, and what I have open myself (A8, R1)."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedAction, GuardedObjectFormPage, GuardedObjectPage, GuardedPage
from dossiers import events, selectors, services
from dossiers.forms import FindingFilterForm, LogFilterForm, ReviewForm
from dossiers.models import LookFinding, Opening
from dossiers.views.base import CauseMixin
from schools.models import Pupil
from schools.overview import access_of


class LooksView(CauseMixin, GuardedObjectPage):
    """Who looked at this dossier, when and why (A8)."""

    permission = "dossiers.see_looks"
    model = Pupil
    pk_url_kwarg = "pupil"
    look = events.LOOKS_VIEWED
    template_name = "dossiers/looks.html"
    title = _("Who looked")
    purpose = _("Every look at this dossier is kept here: who, when, and for what.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader = actor_of(self.request)
        people = selectors.people_in_log(self.object, reader)
        form = LogFilterForm(self.request.GET or None, people=people)
        asked = form.asked() if form.is_bound else selectors.Narrowing()
        page = selectors.log_of(self.object, reader, asked, self.request.GET.get("page"))
        return super().get_context_data(page=page, filter=form, **kwargs)


class FindingsView(GuardedPage):
    """What stands out in looking, for who reviews it."""

    permission = "dossiers.review_looks"
    template_name = "dossiers/findings.html"
    title = _("Looking that stands out")
    purpose = _(
        "Looking into dossiers that you may want to ask about. Mostly there is a good reason."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FindingFilterForm(self.request.GET or {})
        found = form.narrow(selectors.findings(actor_of(self.request)))
        pages = Paginator(found, selectors.FINDINGS_A_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, filter=form, **kwargs)


class FindingView(GuardedObjectFormPage):
    """One finding: who, when, why it is listed, in which dossiers; and what it was."""

    permission = "dossiers.review_finding"
    model = LookFinding
    look = events.FINDING_VIEWED
    form_class = ReviewForm
    template_name = "dossiers/finding.html"
    title = _("Looking that stands out")
    purpose = _("Have a look, ask your colleague if need be, and write down what it was.")
    success_message = _("It is marked as reviewed.")

    def get_queryset(self) -> Any:
        return selectors.findings(actor_of(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "pupils": selectors.pupils_of(self.object),
            "back_url": reverse("dossiers:findings"),
            "back_label": _("To what stands out"),
        }
        return super().get_context_data(**(extra | kwargs))

    def perform(self, form: Any) -> str:
        services.review_finding(
            actor=actor_of(self.request),
            finding=self.object,
            key=form.record_key,
            note=form.cleaned_data["note"],
        )
        return reverse("dossiers:findings")


class OpeningsView(GuardedPage):
    """The dossiers that I have open now: for a purpose that I stated, or because access was given."""

    permission = "dossiers.open_dossier"
    template_name = "dossiers/openings.html"
    title = _("Dossiers that you have open")
    purpose = _("Outside your own groups. Ready? Close it, then nobody can open it in your name.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = actor_of(self.request)
        return super().get_context_data(
            openings=selectors.openings_of(user), grants=access_of(user), **kwargs
        )


class CloseOpeningView(GuardedAction):
    """Closes a dossier before its hours are over."""

    permission = "dossiers.close_opening"
    model = Opening
    success_message = _("The dossier is closed. Opening it again asks for your reason.")

    def perform(self) -> str:
        services.close_opening(actor=actor_of(self.request), opening=self.object)
        return self.refused_url()

    def refused_url(self) -> str:
        return reverse("dossiers:openings")
