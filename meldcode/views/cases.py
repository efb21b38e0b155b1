"""The list of cases, one case, opening and closing it, and the status of a hand-over."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedObjectFormPage, GuardedObjectPage, GuardedPage, may
from dossiers.models import HandOver
from meldcode import events, services
from meldcode.following import After
from meldcode.forms import (
    AddPupilForm,
    OpenCaseForm,
)
from meldcode.lists import case_rows, find_pupils, waiting_hand_overs
from meldcode.models import Case
from meldcode.next_steps import STEPS, next_of, tracker
from meldcode.people import questions_about, status_for
from meldcode.reading import candidates
from meldcode.views.base import CaseFormPage, CaseReadPage
from meldcode.views.papers import papers
from meldcode.weighing import Question
from meldcode.workflow import Action, allows
from schools.models import Pupil
from schools.searching import NameSearchMixin
from writing.views import WritingHelpMixin

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
            "tabs": [
                {"label": gettext("Running"), "url": self.request.path, "active": not closed},
                {"label": gettext("Closed"), "url": "?gesloten=1", "active": closed},
            ],
        }
        return super().get_context_data(**(extra | kwargs))


class FindPupil(NameSearchMixin, GuardedPage):
    """Search the child about whom a case is opened without a hand-over (M2: acute)."""

    permission = "meldcode.open_case"
    template_name = "meldcode/find_pupil.html"
    title = _("Open a case")
    purpose = _("Search the child. Nobody but you and the manager will see that there is a case.")
    search_label = _("Name of the child")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = find_pupils(self.request.user, self.searched())
        return super().get_context_data(**({"found": found} | kwargs))


class OpenCase(WritingHelpMixin, GuardedObjectFormPage):
    """Open a case about a child at once."""

    permission = "meldcode.open_case"
    model = Pupil
    pk_url_kwarg = "pupil"
    form_class = OpenCaseForm
    title = _("Open a Meldcode case")
    purpose = _("From now on you lead this case. Parents and teachers do not see it.")

    def writing_subject(self) -> Pupil:
        pupil: Pupil = self.object
        return pupil

    def perform(self, form: Any) -> str:
        case = services.open_case(
            actor=actor_of(self.request),
            key=form.record_key,
            pupil=self.object,
            cause=form.cleaned_data["cause"],
            reason=form.cleaned_data["reason"],
        )
        return reverse("meldcode:case", args=[case.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = [(gettext("Child"), self.object.full_name)]
        extra = {"object_facts": facts, "back_url": reverse("meldcode:cases")}
        return super().get_context_data(**(extra | {"back_label": gettext("Cases")} | kwargs))


class TakeOver(WritingHelpMixin, GuardedObjectFormPage):
    """Take a hand-over and open the case from it (M2)."""

    permission = "meldcode.open_case"
    model = HandOver
    pk_url_kwarg = "hand_over"
    form_class = OpenCaseForm
    look = events.HAND_OVER_VIEWED
    title = _("Take over a hand-over")
    purpose = _(
        "A colleague hands this worry over to you. With this you open the case and lead it."
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pupil", "author")

    def writing_subject(self) -> Pupil:
        pupil: Pupil = self.object.pupil
        return pupil

    def get_form_kwargs(self) -> dict[str, Any]:
        cause = Case.Cause.ACUTE if self.object.acute else Case.Cause.GROWING
        initial = {"cause": cause, "reason": self.object.reason}
        return super().get_form_kwargs() | {"initial": initial}

    def perform(self, form: Any) -> str:
        case = services.open_case(
            actor=actor_of(self.request),
            key=form.record_key,
            pupil=self.object.pupil,
            cause=form.cleaned_data["cause"],
            reason=form.cleaned_data["reason"],
            hand_over=self.object,
        )
        return reverse("meldcode:case", args=[case.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = [
            (gettext("Child"), self.object.pupil.full_name),
            (gettext("Handed over by"), str(self.object.author)),
            (gettext("Why"), self.object.reason),
        ]
        extra = {"object_facts": facts, "back_url": reverse("meldcode:cases")}
        return super().get_context_data(**(extra | {"back_label": gettext("Cases")} | kwargs))


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
        extra = {
            "steps": tracker(file, urls),
            "next": step,
            "next_url": reverse(step.url_name, args=[self.object.pk]),
            "may_next": may(user, step.permission, self.object),
            "can_rapportage": may(user, "meldcode.download_rapportage", self.object),
            **papers(self.object, file, user),
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
