"""Acute danger: whom to call for everyone on the staff, and reporting at once for AF HGKM and manager (M7)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedObjectFormPage, GuardedPage, may
from dossiers import selectors
from meldcode import opening, services
from meldcode.forms import AcuteForm
from meldcode.models import Case
from meldcode.reading import acute_report_of
from meldcode.views.base import OnCase
from meldcode.workflow import State
from schools.models import Pupil
from schools.searching import NameSearchMixin
from writing.views import WritingHelpMixin

REPORT = "meldcode.report_now"


class Acute(NameSearchMixin, GuardedPage):
    """Whom to call, what is meant by acute, and the way to the child. The numbers need nothing but this page."""

    permission = "schools.view_partners"
    template_name = "meldcode/acute.html"
    title = _("Acute danger")
    purpose = _("Call first. Write it down afterwards.")
    search_label = _("Name of the child")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = actor_of(self.request)
        searches = may(user, "schools.view_pupils")
        found, _own = selectors.pupils_to_pick(user, self.searched()) if searches else ([], set())
        extra = opening.whom_to_call(user) | {
            "searches": searches,
            "found": found,
            "reports": may(user, REPORT),
        }
        return super().get_context_data(**(extra | kwargs))


class ReportingPage(WritingHelpMixin, GuardedObjectFormPage, abstract=True):
    """The numbers, and the form for who may report; the other reads to whom it is told."""

    form_class = AcuteForm
    template_name = "meldcode/acute_report.html"
    title = _("Acute danger")
    purpose = _("Call first. Write it down afterwards: what you know now is enough.")
    success_message = _(
        "The acute report is recorded. AF HGKM and manager decide on it together within one working day."
    )

    @property
    def child(self) -> Pupil:
        """The child about whom it is."""
        raise NotImplementedError

    @property
    def case(self) -> Case | None:
        """The running case, when it exists for who looks."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Reading the numbers is for everyone who comes here; reporting for AF HGKM, manager, a deputy.
        if not may(request.user, REPORT, self.object):
            raise PermissionDenied(REPORT)
        return super().post(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        report = services.report_now(
            actor=actor_of(self.request),
            key=form.record_key,
            pupil=self.child,
            report=form.report(),
            case=self.case,
        )
        return reverse("meldcode:case", args=[report.case_id])

    def writing_subject(self) -> Pupil:
        """Return the child: its own name stays as it is."""
        return self.child

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, child, case = actor_of(self.request), self.child, self.case
        extra = opening.whom_to_call(user, child.school) | {
            "child": child,
            "running": case,
            "reports": may(user, REPORT, self.object),
            "decided": case is not None and case.state == State.CONFIRMED,
            "files": case is not None and may(user, "meldcode.file_report", case),
            "reported": acute_report_of(case) if case is not None else None,
            "hands_over": may(user, "dossiers.hand_over", child),
        }
        return super().get_context_data(**(extra | kwargs))


class AcutePupil(ReportingPage):
    """Acute danger for one child; a case opens by the report when there is none."""

    permission = "meldcode.read_guide"
    model = Pupil
    pk_url_kwarg = "pupil"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school")

    @property
    def child(self) -> Pupil:
        found: Pupil = self.object
        return found

    @property
    def case(self) -> Case | None:
        return opening.running_of([self.child], self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": reverse("meldcode:acute"), "back_label": gettext("Acute danger")}
        return super().get_context_data(**(back | kwargs))


class AcuteCase(OnCase, ReportingPage):
    """Report at once in a case, whatever its state."""

    permission = "meldcode.view_case"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pupil__school")

    @property
    def child(self) -> Pupil:
        found: Pupil = self.object.pupil
        return found

    @property
    def case(self) -> Case | None:
        found: Case = self.object
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The address names the case too, by its id.
        return super().get_context_data(**(self.about_case() | kwargs | {"case": self.object}))
