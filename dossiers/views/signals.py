"""One signal: its versions and what changed between them, what was just saved, links to earlier ones."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedObjectPage
from dossiers import events, forms, selectors, services
from dossiers.models import Signal
from dossiers.versions import with_changes
from dossiers.views.base import CauseMixin, dossier_url
from dossiers.views.records import SignalFormPage
from dossiers.views.wizard import tracker


class SignalPage(CauseMixin, GuardedObjectPage, abstract=True):
    """A page about one signal, read in full."""

    permission = "dossiers.open_dossier"
    model = Signal
    look = events.SIGNAL_VIEWED

    def get_queryset(self) -> Any:
        return super().get_queryset().in_full()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rights = selectors.signal_abilities(actor_of(self.request), self.object)
        return super().get_context_data(**({"can": rights} | kwargs))


class SignalView(SignalPage):
    """One signal with every version, its links, and what parents read of it (D3, D6)."""

    permission = "dossiers.open_dossier"
    template_name = "dossiers/signal.html"
    title = _("Signal with its earlier versions")
    purpose = _(
        "Nothing is overwritten: a correction is a new version, earlier ones stay readable."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = with_changes(self.object.versions.all())
        return super().get_context_data(**({"versions": versions} | kwargs))


class SignalSavedView(SignalPage):
    """What was just saved, when parents read it, and what can be done next."""

    permission = "dossiers.open_dossier"
    template_name = "dossiers/signal_saved.html"
    title = _("The signal is in the dossier")
    purpose = _("You are done. What follows below can wait.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can = selectors.abilities(actor_of(self.request), self.pupil)
        steps = tracker(3)
        return super().get_context_data(**({"steps": steps, "can_here": can} | kwargs))


class LinkSignalView(SignalFormPage):
    """This signal confirms or refutes an earlier one, of any year (D3)."""

    permission = "dossiers.log_signal"
    form_class = forms.LinkForm
    template_name = "dossiers/link_signal.html"
    title = _("Link to an earlier signal")
    purpose = _("Note on an earlier signal that this one confirms or refutes it.")
    success_message = _("The link is noted on both signals.")

    def get_form_kwargs(self) -> dict[str, Any]:
        years = selectors.years_before(self.object)
        wanted = self.request.GET.get("jaar", "")
        shown = next((year for year in years if year.label == wanted), years[0] if years else None)
        self.years = [
            {"label": year.label, "url": f"?jaar={year.label}", "active": year is shown}
            for year in years
        ]
        return super().get_form_kwargs() | {"signal": self.object, "year": shown}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"years": self.years} | kwargs))

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        services.link_signals(actor=actor_of(self.request), later=self.object, **data)
        return dossier_url(self.object.pupil_id, self.object.pk)
