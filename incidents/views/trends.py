"""Trends over the register of a school, on a page and as a file."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import GuardedPage, GuardedView
from incidents import events
from incidents.forms.trends import TrendsForm
from incidents.trends import Asked, asked, trends
from incidents.trends.counting import PERMISSION
from incidents.trends.export import as_csv
from incidents.trends.presentation import of_page


class _OfSchool(GuardedView, abstract=True):
    """One school and one school year of its register, by ?school= and ?year=."""

    permission = PERMISSION

    @cached_property
    def asked(self) -> Asked:
        """What is asked for. Raises PermissionDenied (403) for who has no register at all."""
        found = asked(self.request.user, self.request.GET.dict())
        if found is None:
            raise PermissionDenied(self.permission)
        return found


class TrendsPage(_OfSchool, GuardedPage):
    """When, where and of what kind: this school year beside the one before (I4)."""

    permission = PERMISSION
    template_name = "incidents/trends.html"
    title = gettext_lazy("Trends in incidents")
    purpose = gettext_lazy("What happens often, where and when: this school year beside the last.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.asked
        chosen = urlencode({"school": found.school.pk, "year": found.year.starts_on.year})
        return super().get_context_data(
            form=TrendsForm(found),
            school=found.school,
            csv_url=f"{reverse('incidents:trends_csv')}?{chosen}",
            back_url=reverse("incidents:register"),
            back_label=_("Incidents"),
            **of_page(trends(found)),
            **kwargs,
        )


class TrendsCsv(_OfSchool):
    """The figures as a file, with small counts hidden; each download is logged (A8)."""

    permission = PERMISSION
    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.asked
        content = as_csv(trends(found))
        request.__dict__.setdefault("looks", []).append((events.FIGURES_EXPORTED, found.school))
        name = _("figures-incidents") + f"-{found.year.label}.csv"
        return HttpResponse(
            content,
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            },
        )
