"""Pages on which a case is weighed again, closed, and opened again."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from meldcode import services
from meldcode.following import left_open
from meldcode.forms import ClosureForm, ReopenForm, WeighAgainForm
from meldcode.views.base import CaseFormPage
from meldcode.workflow import Action


class WeighAgain(CaseFormPage):
    """Go back to weighing."""

    permission = "meldcode.answer_weighing"
    action = Action.WEIGH_AGAIN
    form_class = WeighAgainForm
    title = _("Weigh again")
    purpose = _(
        "The term of the help has ended, or the worry came back. You answer the questions anew; what was "
        "decided before stays readable, and its dates stand until there is a new decision."
    )

    def perform(self, form: Any) -> str:
        services.weigh_again(actor=self.actor, case=self.object)
        return reverse("meldcode:weigh", args=[self.object.pk])


class CloseCase(CaseFormPage):
    """Close a case that is monitored."""

    permission = "meldcode.work_on_case"
    action = Action.CLOSE
    coached = True
    form_class = ClosureForm
    template_name = "meldcode/close.html"
    title = _("Close this case")
    purpose = _("Close it when the child is safe and nothing has to be watched any more.")

    @cached_property
    def left(self) -> list[str]:
        """What is missing, or agreed and not done."""
        return left_open(self.file)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"complete": not self.left}

    def write(self, form: Any) -> object:
        data = form.cleaned_data
        return services.close_case(
            actor=self.actor,
            case=self.object,
            reason=data["reason"],
            missing_ground=data.get("missing_ground", ""),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"left": self.left} | kwargs))


class ReopenCase(CaseFormPage):
    """Open a closed case again."""

    permission = "meldcode.work_on_case"
    action = Action.REOPEN
    form_class = ReopenForm
    title = _("Open this case again")
    purpose = _("There is a new worry about this child. You weigh it with what is known already.")

    def write(self, form: Any) -> object:
        reason = form.cleaned_data["reason"]
        return services.reopen_case(actor=self.actor, case=self.object, reason=reason)
