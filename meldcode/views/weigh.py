"""The weighing: one question a page, its explanation, the evidence beside it (M5)."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.views import may
from meldcode import services
from meldcode.forms import AnswerForm
from meldcode.models import CaseDuty, WeighingAnswer
from meldcode.texts import OUTCOMES, QUESTIONS
from meldcode.views.base import CaseFormPage
from meldcode.weighing import Outcome, Question
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
        standing, state = self.file.standing, self.object.state
        wanted = self.request.POST.get("question") or self.request.GET.get("vraag")
        if wanted in list(Question):
            question = Question(wanted)
            if self.request.method == "POST" or standing.way(question, state):
                return question
        return standing.asked_in(state)

    @property
    def together(self) -> bool:
        """Whether the question is walked with Veilig Thuis."""
        way = self.file.standing.way(self.asked, self.object.state) if self.asked else None
        return way is not None and way.together

    def possible(self) -> bool:
        return bool(self.asked and self.file.standing.way(self.asked, self.object.state))

    def current_version(self) -> int:
        return self.file.standing.last_number

    @property
    def given(self) -> WeighingAnswer | None:
        """The answer that stands, when one is revised."""
        return self.file.standing.given.get(self.asked) if self.asked else None

    def initial(self) -> dict[str, Any]:
        given = self.given
        answer = {"answer": given.answer, "reason": given.reason} if given else {}
        return {"question": self.asked.value if self.asked else ""} | answer

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"asked": self.asked or Question.VERMOEDEN}

    def perform(self, form: Any) -> str:
        data = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        services.answer_question(actor=self.actor, case=self.object, key=form.record_key, **data)
        return reverse("meldcode:weigh", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file, state, user = self.file, self.object.state, self.request.user
        terms = [d for d in file.open_duties if d.kind == CaseDuty.Kind.HELP_TERM]
        extra = {
            "asked": self.asked,
            "together": self.together,
            "text": QUESTIONS[self.asked] if self.asked else None,
            "number": list(Question).index(self.asked) + 1 if self.asked else None,
            "earlier": [a for a in file.answers if a.question == self.asked],
            "help_term": terms[0] if terms else None,
            "outcome": OUTCOMES[file.standing.outcome],
            "finished": file.standing.outcome is not Outcome.OPEN,
            "can_propose": allows(state, Action.PROPOSE)
            and may(user, "meldcode.propose_decision", self.object),
            "can_weigh_again": allows(state, Action.WEIGH_AGAIN),
        }
        return super().get_context_data(**(extra | kwargs))
