"""The dossier's own page: what waits, and the chronology; the same on paper and as PDF."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import actor_of
from core import pdf
from core.document_views import AskDocument
from core.ids import uuid7
from core.views import GuardedObjectPage, may
from dossiers import events, selectors
from dossiers.documents import CHRONOLOGY, frequency, in_words
from dossiers.forms.chronology import ChronologyFilter
from dossiers.selectors.chronology import Chronology
from dossiers.table import TABLE
from dossiers.views.base import CauseMixin, dossier_url
from schools.models import Pupil

PRINT_LIMIT = 250  # more is for the worker: a page of 2,000 entries takes seconds to draw


class ChronologyMixin(CauseMixin, abstract=True):
    """A page of one dossier that reads the chronology, narrowed by the address."""

    model = Pupil
    pk_url_kwarg = "pupil"
    object: Pupil

    def narrowed(self, data: Any) -> tuple[Chronology, ChronologyFilter]:
        """Return the chronology with the chosen part of it, and the filter that chose."""
        whole = selectors.chronology(self.object, actor_of(self.request))
        form = ChronologyFilter(data, chronology=whole)
        return whole.narrowed(form.narrowing()), form


class DossierView(ChronologyMixin, GuardedObjectPage):
    """The dossier: what waits, brothers and sisters, and the chronology with its filter."""

    permission = "dossiers.open_dossier"
    look = events.DOSSIER_VIEWED
    template_name = "dossiers/dossier.html"
    purpose = gettext_lazy("What was seen, said and agreed about this pupil, newest first.")

    def get_title(self) -> str:
        return str(_("Dossier"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, get = actor_of(self.request), self.request.GET
        # A link to one entry finds it, whatever was chosen before.
        found, form = self.narrowed({} if get.get("entry") and not get.get("page") else get)
        page = found.page(get.get("page"), get.get("entry"))
        return super().get_context_data(
            page=page,
            years=selectors.by_year(page),
            chronology=found,
            filter=form,
            year_tabs=year_tabs(found),
            chosen=urlencode(found.narrowing.codes()),
            follow_ups=selectors.open_follow_ups(self.object, user),
            siblings=selectors.siblings_of(self.object, user),
            opening=selectors.opening_of(user, self.object.pk),
            draft=selectors.draft_of(self.object, user),
            group=selectors.group_of(self.object),
            can=selectors.abilities(user, self.object),
            may_export=may(user, "dossiers.export_dossier", self.object),
            may_export_table=may(user, "dossiers.export_table", self.object),
            pdf_available=pdf.available(),
            export_key=uuid7(),
            table_key=uuid7(),
            **kwargs,
        )


class PrintView(ChronologyMixin, GuardedObjectPage):
    """The chosen part of the chronology as one page to print; each is logged (A8)."""

    permission = "dossiers.export_dossier"
    look = events.DOSSIER_PRINTED
    template_name = "dossiers/print.html"
    title = gettext_lazy("Chronology of a dossier")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found, _form = self.narrowed(request.GET)
        if len(found.chosen) > PRINT_LIMIT:
            return redirect(f"{dossier_url(self.object.pk)}?{urlencode(found.narrowing.codes())}")
        context = self.get_context_data(
            chronology=found,
            years=selectors.by_year(found.entries(found.chosen)),
            chart=frequency(found),
            chosen_words=in_words(found),
            group=selectors.group_of(self.object),
            reader=str(request.user),
            printed_at=timezone.localtime(),
        )
        return self.render_to_response(context)


class ExportView(ChronologyMixin, AskDocument):
    """Asks the worker for the chosen part of the chronology as PDF."""

    permission = "dossiers.export_dossier"
    kind = CHRONOLOGY

    def choice(self) -> dict[str, Any]:
        found, _form = self.narrowed(self.request.POST)
        return dict(found.narrowing.codes())

    def refused_url(self) -> str:
        return dossier_url(self.object.pk)


class TableView(ExportView):
    """Asks the worker for the chosen part of the chronology as CSV."""

    permission = "dossiers.export_table"
    kind = TABLE


def year_tabs(found: Chronology) -> list[dict[str, Any]]:
    """Return links to all years and to each school year, keeping the rest of the choice."""
    rest = {name: code for name, code in found.narrowing.codes().items() if name != "year"}
    years = found.years()
    everything = {
        "label": _("All years"),
        "url": f"?{urlencode(rest)}",
        "active": not found.narrowing.year,
        "badge": sum(count for _label, count in years),
    }
    return [
        everything,
        *(
            {
                "label": label,
                "url": f"?{urlencode(rest | {'year': label})}",
                "active": found.narrowing.year == label,
                "badge": count,
            }
            for label, count in years
        ),
    ]
