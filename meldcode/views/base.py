"""What every page about one case shares: the case through `visible_to`, its name, its look in the log."""

from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import actor_of
from accounts.models import User
from core.views import GuardedObjectFormPage, GuardedObjectMixin, GuardedObjectPage, may
from meldcode import events
from meldcode.coach import missing
from meldcode.models import Case
from meldcode.people import people_of
from meldcode.reading import CaseFile, case_file
from meldcode.workflow import Action, allows
from schools.models import Pupil
from writing.views import WritingHelpMixin


class OnCase(GuardedObjectMixin, abstract=True):
    """The case of the URL. Every page about it shows what is in it, so every page counts as a look."""

    model = Case
    pk_url_kwarg = "case"
    look = events.CASE_VIEWED

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("pupil", "school__board", "opened_by")
            .with_steps()
        )

    @cached_property
    def file(self) -> CaseFile:
        """All of the case, read once a request."""
        return case_file(self.object)

    def case_url(self) -> str:
        """The case's own page."""
        return reverse("meldcode:case", args=[self.object.pk])

    @property
    def actor(self) -> User:
        """Who acts."""
        return actor_of(self.request)

    def about_case(self) -> dict[str, Any]:
        """Return what every template about the case reads."""
        return {
            "case": self.object,
            "eyebrow": _("Meldcode"),
            "back_url": self.case_url(),
            "back_label": self.object.pupil.full_name,
        }


class CaseReadPage(OnCase, GuardedObjectPage, abstract=True):
    """A page that shows all of the case."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        extra = self.about_case() | {
            "file": self.file,
            "missing": missing(self.file),
            "people": people_of(user, self.file),
            "reads_guide": may(user, "meldcode.read_guide"),
            "can_work": may(user, "meldcode.work_on_case", self.object)
            and allows(self.object.state, Action.WORK),
        }
        # The address names the case too, by its id.
        return super().get_context_data(**(extra | kwargs | {"case": self.object}))


class CaseFormPage(WritingHelpMixin, OnCase, GuardedObjectFormPage, abstract=True):
    """A form in a case. `action` is what it does; when the state forbids it, the page says so instead."""

    template_name = "meldcode/form_page.html"
    action: ClassVar[Action]
    # Shows what was gathered beside the form.
    evidence: ClassVar[bool] = False
    # Shows above the form what is still missing in the case.
    coached: ClassVar[bool] = False

    def initial(self) -> dict[str, Any]:
        """Return what the form starts from."""
        return {}

    def writing_subject(self) -> Pupil:
        """Return the child of the case: its own name stays as it is."""
        pupil: Pupil = self.object.pupil
        return pupil

    def current_version(self) -> int:
        """Return the number that a form's `seen` must name, for forms that have it."""
        return 0

    def get_form_kwargs(self) -> dict[str, Any]:
        initial = {"seen": self.current_version()} | self.initial()
        return super().get_form_kwargs() | {"initial": initial}

    def possible(self) -> bool:
        """Return whether the case's state allows this now."""
        return allows(self.object.state, self.action)

    def render_form(self, form: Any, status: int = 200) -> HttpResponse:
        if status != 200:
            self.__dict__.pop("file", None)
            if "seen" in form.fields:
                # Who was warned of a colleague's change may send again what they typed.
                form.data = form.data.copy()
                form.data["seen"] = str(self.current_version())
        return super().render_form(form, status)

    def perform(self, form: Any) -> str:
        self.write(form)
        return self.case_url()

    def write(self, form: Any) -> object:
        """Call one service with the cleaned data."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = self.about_case() | {"possible": self.possible()}
        if self.evidence:
            extra |= {"evidence": True, "file": self.file}
        if self.coached:
            user = self.request.user
            extra |= {
                "missing": missing(self.file),
                "reads_guide": may(user, "meldcode.read_guide"),
                "can_work": may(user, "meldcode.work_on_case", self.object),
            }
        return super().get_context_data(**(extra | kwargs))
