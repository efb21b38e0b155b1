"""The list of cases, one case, and the status of a hand-over."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.views import GuardedObjectPage, GuardedPage, may
from dossiers.models import HandOver
from meldcode import events, services
from meldcode.following import After
from meldcode.forms import (
    AddPupilForm,
)
from meldcode.gathering import count_new
from meldcode.lists import case_rows, waiting_hand_overs
from meldcode.next_steps import STEPS, next_of
from meldcode.opening import origin_url
from meldcode.people import questions_about, status_for
from meldcode.reading import candidates
from meldcode.tracker import tracker
from meldcode.views.base import CaseFormPage, CaseReadPage
from meldcode.views.papers import papers
from meldcode.weighing import Question
from meldcode.workflow import Action, allows

PAGE_SIZE = 25


class Cases(GuardedPage):
    """All cases that exist for the user: running, or closed with ?gesloten=1."""

    permission = "meldcode.view_case"
    template_name = "meldcode/cases.html"
    title = _("Meldcode cases")
    purpose = _("Which worries are weighed, in which step they are, and who has to act.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        closed = "gesloten" in self.request.GET
        page = Paginator(case_rows(user, closed=closed), PAGE_SIZE).get_page(
            self.request.GET.get("page")
        )
        extra = {
            "page": page,
            "closed": closed,
            "hand_overs": [] if closed else waiting_hand_overs(user),
            "can_open": may(user, "meldcode.open_case"),
            "reads_guide": may(user, "meldcode.read_guide"),
            "can_bundle": may(user, "meldcode.bundle"),
            "tabs": [
                {"label": gettext("Running"), "url": self.request.path, "active": not closed},
                {"label": gettext("Closed"), "url": "?gesloten=1", "active": closed},
            ],
        }
        return super().get_context_data(**(extra | kwargs))


class HandOverStatus(GuardedObjectPage):
    """What became of a hand-over, for who made it: its status, never the deliberation (R1)."""

    permission = "meldcode.follow_hand_over"
    model = HandOver
    pk_url_kwarg = "hand_over"
    look = events.HAND_OVER_VIEWED
    template_name = "meldcode/hand_over_status.html"
    title = _("Status of your hand-over")
    purpose = _("Whether the AF HGKM works on it, and what you still do yourself.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pupil", "taken_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        extra = {
            "status": status_for(self.object, user),
            "questions": questions_about(self.object, user),
        }
        return super().get_context_data(**(extra | kwargs))


class CasePage(CaseReadPage):
    """One case: where it stands, what is next and who does it, and all that was recorded."""

    permission = "meldcode.view_case"
    template_name = "meldcode/case.html"
    purpose = _(
        "Everything of this case in one place: what is known, what is weighed, what is next."
    )

    def get_title(self) -> str:
        return ", ".join(child.full_name for child in self.file.children)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file, user, state = self.file, self.request.user, self.object.state
        step = STEPS[next_of(self.object, file.taken, file.standing.outcome)]
        urls = {number: f"#step-{number}" for number in range(1, 6)}
        works = may(user, "meldcode.work_on_case", self.object)
        new = count_new(file, user)
        extra = {
            "steps": tracker(file, urls, new_signals=new),
            "new_signals": new if file.looked_at else 0,
            "next": step,
            "next_url": reverse(step.url_name, args=[self.object.pk]),
            "may_next": may(user, step.permission, self.object),
            "can_rapportage": may(user, "meldcode.download_rapportage", self.object),
            **papers(self.object, file, user),
            "can_report_now": may(user, "meldcode.report_now", self.object),
            "origin_url": origin_url(self.object, user),
            "can_letter": may(user, "meldcode.write_letter", self.object),
            "after": After(file),
            "questions": list(Question),
            "allowed": {a.value: works and allows(state, a) for a in Action},
            "back_url": reverse("meldcode:cases"),
            "back_label": gettext("Cases"),
        }
        return super().get_context_data(**(extra | kwargs))


class AddPupil(CaseFormPage):
    """Add a brother or sister to the case."""

    permission = "meldcode.work_on_case"
    action = Action.WORK
    form_class = AddPupilForm
    title = _("Add a child to this case")
    purpose = _("Brothers and sisters whose safety is weighed together.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"pupils": candidates(self.object, self.request.user)}

    def write(self, form: Any) -> object:
        pupil = form.cleaned_data["pupil"]
        return services.add_pupil(actor=self.actor, case=self.object, pupil=pupil)
