"""Pages of steps 4 and 5: weigh, propose, read and confirm or return."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import IllegalTransition
from core.views import may
from meldcode import services
from meldcode.forms import AnswerForm, ConfirmForm, ProposeForm, ReturnForm
from meldcode.models import Decision
from meldcode.reading import decision_of
from meldcode.texts import NORMS, OUTCOMES, QUESTIONS
from meldcode.views.base import CaseFormPage
from meldcode.weighing import REPORTING, Outcome, Question
from meldcode.workflow import Action, allows


class Weigh(CaseFormPage):
    """One weighing question a page, with what was gathered beside it (M5)."""

    permission = "meldcode.answer_weighing"
    action = Action.ANSWER
    form_class = AnswerForm
    template_name = "meldcode/weigh.html"
    evidence = True
    title = _("Weigh")
    purpose = _("One question at a time. Your reason is as important as your answer.")

    @cached_property
    def asked(self) -> Question | None:
        """The question on this page: one to revise (?vraag=), else the one that is asked now."""
        standing = self.file.standing
        wanted = self.request.POST.get("question") or self.request.GET.get("vraag")
        if wanted in list(Question) and (
            self.request.method == "POST" or standing.may_revise(Question(wanted))
        ):
            return Question(wanted)
        return standing.question_now or standing.question_together

    @property
    def together(self) -> bool:
        """Whether the question is walked with Veilig Thuis."""
        standing = self.file.standing
        return self.asked is not None and self.asked is standing.question_together

    def possible(self) -> bool:
        action = Action.ANSWER_TOGETHER if self.together else Action.ANSWER
        return self.asked is not None and allows(self.object.state, action)

    def current_version(self) -> int:
        return self.file.standing.last_number

    def initial(self) -> dict[str, Any]:
        given = self.file.standing.given.get(self.asked) if self.asked else None
        answer = {"answer": given.answer, "reason": given.reason} if given else {}
        return {"question": self.asked.value if self.asked else ""} | answer

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"asked": self.asked or Question.VERMOEDEN}

    def perform(self, form: Any) -> str:
        data = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        services.answer_question(actor=self.actor, case=self.object, key=form.record_key, **data)
        return reverse("meldcode:weigh", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standing = self.file.standing
        extra = {
            "asked": self.asked,
            "together": self.together,
            "text": QUESTIONS[self.asked] if self.asked else None,
            "number": list(Question).index(self.asked) + 1 if self.asked else None,
            "standing": standing,
            "outcome": OUTCOMES[standing.outcome],
            "finished": standing.outcome is not Outcome.OPEN,
            "can_propose": allows(self.object.state, Action.PROPOSE),
        }
        return super().get_context_data(**(extra | kwargs))


class Propose(CaseFormPage):
    """Propose the two decisions of step 5 (M1)."""

    permission = "meldcode.propose_decision"
    action = Action.PROPOSE
    form_class = ProposeForm
    template_name = "meldcode/propose.html"
    evidence = True
    title = _("Propose a decision")
    purpose = _(
        "Two decisions: is a report needed, and is help possible? The manager weighs along."
    )

    def current_version(self) -> int:
        return self.file.standing.last_number

    def initial(self) -> dict[str, Any]:
        outcome = self.file.standing.outcome
        if outcome is Outcome.OPEN:
            return {}
        report = "yes" if outcome in REPORTING else "no"
        return {"report": report} | ({"help": "yes"} if outcome is Outcome.HULP_LOOPT else {})

    def get_form_kwargs(self) -> dict[str, Any]:
        taken = self.file.taken
        return super().get_form_kwargs() | {"complete": taken.signals and taken.consultation}

    def write(self, form: Any) -> object:
        return services.propose_decision(
            actor=self.actor,
            case=self.object,
            key=form.record_key,
            seen=form.cleaned_data["seen"],
            proposal=form.proposal(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standing = self.file.standing
        extra = {
            "standing": standing,
            "outcome": OUTCOMES[standing.outcome],
            "finished": standing.outcome is not Outcome.OPEN,
            "norms": [NORMS[norm] for norm in sorted(standing.norms)],
            "taken": self.file.taken,
        }
        return super().get_context_data(**(extra | kwargs))


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
        """The proposal that waits, else the latest decision."""
        return self.file.proposal or next(iter(self.file.decisions), None)

    def initial(self) -> dict[str, Any]:
        return {"decision": self.proposal.pk if self.proposal else None}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Reading is for everyone who sees the case; confirming is the manager's.
        if not may(request.user, "meldcode.confirm_decision", self.object):
            raise PermissionDenied("meldcode.confirm_decision")
        return super().post(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        decision = decision_of(self.object, form.cleaned_data["decision"])
        if decision is None:
            raise IllegalTransition(gettext("This proposal does not exist. Reload the page."))
        services.confirm_decision(actor=self.actor, decision=decision)
        return self.case_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, waits = self.request.user, self.file.proposal
        confirms = may(user, "meldcode.confirm_decision", self.object)
        own = waits is not None and waits.author_id == user.pk
        extra = {
            "decision": self.proposal,
            "norms": [NORMS[norm] for norm in sorted(self.file.standing.norms)],
            "own": own,
            "may_confirm": confirms and waits is not None and not own,
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
        if decision is None:
            raise IllegalTransition(gettext("This proposal does not exist. Reload the page."))
        reason = form.cleaned_data["return_reason"]
        return services.return_decision(actor=self.actor, decision=decision, reason=reason)
