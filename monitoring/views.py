"""The figures of a school year, one measure through the years, and the yearly round (R3, R4, B3)."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.errors import NotVisible
from core.views import GuardedObjectFormPage, GuardedObjectPage, GuardedPage, may
from core.workdays import today
from monitoring import events, presentation, services
from monitoring.forms import ConcludeForm
from monitoring.models import MonitoringRound
from monitoring.reading import Course, course, overview, years_of


class FiguresView(GuardedPage):
    """One school year in figures, per school and for the board."""

    permission = "monitoring.view_figures"
    template_name = "monitoring/figures.html"
    title = _("Figures")
    purpose = _("How the school year goes, in figures in which no child can be recognised.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = years_of(today())
        wanted = self.request.GET.get("year", "")
        index = next((n for n, year in enumerate(years) if year.name == wanted), 0)
        context: dict[str, Any] = {"years": presentation.year_tabs(years, index)}
        if years:
            last = years[index + 1] if index + 1 < len(years) else None
            found = overview(self.request.user, years[index], last)
            context |= presentation.of_overview(found)
        return super().get_context_data(**context, **kwargs)


class MeasureView(GuardedPage):
    """One measure: what it counts, and its course through the school years."""

    permission = "monitoring.view_figures"
    template_name = "monitoring/measure.html"

    @cached_property
    def course(self) -> Course:
        """The measure of the address. Raises NotVisible (404) for one that there isn't."""
        code = self.kwargs["code"]
        found = course(self.request.user, code, years_of(today()))
        if found is None:
            raise NotVisible("monitoring.measure", code)
        return found

    def get_title(self) -> str:
        return str(self.course.measure.label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("purpose", self.course.measure.definition)
        return super().get_context_data(**presentation.of_course(self.course), **kwargs)


class RoundView(GuardedObjectPage):
    """The yearly monitoring of one school: its dates, and what was concluded."""

    permission = "monitoring.view_figures"
    template_name = "monitoring/round.html"
    model = MonitoringRound
    look = events.ROUND_VIEWED
    purpose = _("Gather the figures, discuss them, and lay down what you are going to do.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school", "school_year", "done_by")

    def get_title(self) -> str:
        return str(_("Monitoring of %(year)s") % {"year": self.object.school_year})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = today()
        return super().get_context_data(
            facts=presentation.round_facts(self.object),
            may_conclude=presentation.can_conclude(self.object, day)
            and may(self.request.user, "monitoring.conclude_round", self.object),
            **kwargs,
        )


class ConcludeView(GuardedObjectFormPage):
    """Lay down what the figures say and what will be done."""

    permission = "monitoring.conclude_round"
    model = MonitoringRound
    form_class = ConcludeForm
    title = _("Conclude the monitoring")
    purpose = _("What you write here is the report of this school year. It can't be changed later.")
    success_message = _("The monitoring of this school year has been concluded.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school", "school_year")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back_url=self.round_url(),
            eyebrow=f"{self.object.school} · {self.object.school_year}",
            **kwargs,
        )

    def round_url(self) -> str:
        """Where the page of the round is."""
        return reverse("monitoring:round", args=[self.object.pk])

    def perform(self, form: Any) -> str:
        services.conclude_round(
            actor=self.request.user,  # type: ignore[arg-type]  # nobody anonymous comes here
            round_id=self.object.pk,
            **form.cleaned_data,
        )
        return self.round_url()
