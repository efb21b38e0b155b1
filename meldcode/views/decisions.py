"""Pages of step 5: propose, read and confirm, return."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.views import may
from meldcode import services
from meldcode.forms import ConfirmForm, ProposeForm, ReturnForm
from meldcode.models import Decision
from meldcode.reading import decision_of
from meldcode.texts import OUTCOMES
from meldcode.views.base import CaseFormPage
from meldcode.weighing import REPORTING, Outcome
from meldcode.workflow import Action


class ProposalPage(CaseFormPage, abstract=True):
    """A page on which a whole proposal is written: what the weighing comes to stands beside it."""

    form_class = ProposeForm
    template_name = "meldcode/propose.html"
    evidence = True

    def current_version(self) -> int:
        return self.file.standing.last_number

    def get_form_kwargs(self) -> dict[str, Any]:
        taken = self.file.taken
        return super().get_form_kwargs() | {"complete": taken.signals and taken.consultation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcome = self.file.standing.outcome
        extra = {
            "standing": self.file.standing,
            "outcome": OUTCOMES[outcome],
            "finished": outcome is not Outcome.OPEN,
            "taken": self.file.taken,
        }
        return super().get_context_data(**(extra | kwargs))


class Propose(ProposalPage):
    """Propose the two decisions of step 5 (M1)."""

    permission = "meldcode.propose_decision"
    action = Action.PROPOSE
    title = _("Propose a decision")
    purpose = _(
        "Two decisions: is a report needed, and is help possible? The manager weighs along."
    )

    def initial(self) -> dict[str, Any]:
        outcome = self.file.standing.outcome
        if outcome is Outcome.OPEN:
            return {}
        report = "yes" if outcome in REPORTING else "no"
        return {"report": report} | ({"help": "yes"} if outcome is Outcome.HULP_LOOPT else {})

    def write(self, form: Any) -> object:
        return services.propose_decision(
            actor=self.actor,
            case=self.object,
            key=form.record_key,
            seen=form.cleaned_data["seen"],
            proposal=form.proposal(),
        )


class DecisionPage(CaseFormPage):
    """Everything that the manager needs to weigh along, and the button to confirm (M8)."""

    permission = "meldcode.view_case"
    action = Action.RETURN
    form_class = ConfirmForm
    template_name = "meldcode/decision.html"
    evidence = True
    coached = True
    title = _("Read the proposal")
    purpose = _(
        "Read how it was weighed. Then confirm the proposal, or return it with your reason."
    )

    @property
    def proposal(self) -> Decision | None:
        """The proposal that waits, else the latest that was decided on or returned."""
        aside = Decision.State.SET_ASIDE
        latest = (d for d in self.file.decisions if d.state != aside)
        return self.file.proposal or next(latest, None)

    def initial(self) -> dict[str, Any]:
        return {"decision": self.proposal.pk if self.proposal else None}

    def get_form_kwargs(self) -> dict[str, Any]:
        waits = self.file.proposal
        departs = waits is not None and not waits.follows_weighing
        return super().get_form_kwargs() | {"departs": departs}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Reading is for everyone who sees the case; confirming is the manager's.
        if not may(request.user, "meldcode.confirm_decision", self.object):
            raise PermissionDenied("meldcode.confirm_decision")
        return super().post(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        decision = decision_of(self.object, form.cleaned_data["decision"])
        services.confirm_decision(actor=self.actor, decision=decision, ground=form.ground)
        return self.case_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, waits = self.request.user, self.file.proposal
        confirms = may(user, "meldcode.confirm_decision", self.object) and self.possible()
        own = waits is not None and waits.author_id == user.pk
        extra = {
            "decision": self.proposal,
            "counter": self.file.counter,
            "own": own,
            "may_confirm": confirms and waits is not None and not own,
            "may_settle": self.file.counter is not None
            and may(user, "meldcode.settle_decision", self.object),
        }
        return super().get_context_data(**(extra | kwargs))


class ReturnProposal(CaseFormPage):
    """Send the proposal back with the reason."""

    permission = "meldcode.confirm_decision"
    action = Action.RETURN
    form_class = ReturnForm
    title = _("Return the proposal")
    purpose = _("Say what is missing or what you see otherwise. The AF HGKM can then weigh again.")

    def initial(self) -> dict[str, Any]:
        return {"decision": self.file.proposal.pk if self.file.proposal else None}

    def write(self, form: Any) -> object:
        decision = decision_of(self.object, form.cleaned_data["decision"])
        reason = form.cleaned_data["return_reason"]
        return services.return_decision(actor=self.actor, decision=decision, reason=reason)
