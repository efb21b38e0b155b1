"""Where the weighing of a case stands: the running round, the answers that count, what is asked now."""

from dataclasses import dataclass
from typing import NamedTuple

from meldcode.models import Case, Decision, WeighingAnswer, WeighingRound
from meldcode.weighing import Norm, Outcome, Question, norms, outcome, outcome_of_result
from meldcode.workflow import (
    Action,
    State,
    allows,
    fold,
    question_now,
    question_together,
    words,
)


class Way(NamedTuple):
    """How a question may be answered: by which action, and whether together with Veilig Thuis (M5.2)."""

    action: Action
    together: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The running round. `last_number` tells a stale form; answers up to `fixed_up_to` were decided on.

    `help_started`: help was decided on in this round; `reported`: a report was.
    """

    round: WeighingRound
    rows: tuple[WeighingAnswer, ...]
    fixed_up_to: int
    help_started: bool
    reported: bool = False

    @property
    def given(self) -> dict[Question, WeighingAnswer]:
        """The answers that stand, with reason and maker, in the order of the questions."""
        return fold(self.rows)

    @property
    def answers(self) -> dict[Question, str]:
        """The answers that stand, as `weighing` takes them."""
        return words(self.given)

    @property
    def last_number(self) -> int:
        """The number of the latest answer; 0 when there is none."""
        return max((row.number for row in self.rows), default=0)

    @property
    def outcome(self) -> Outcome:
        """What the answers come to (M5); once a report was decided on, what the result of help adds."""
        return self._result or outcome(self.answers)

    @property
    def norms(self) -> frozenset[Norm]:
        """The reporting norms by which a report is needed now (M6)."""
        applying = norms(self.answers)
        if self._result is None:
            return applying
        # Norm 1 and 2 led to the report that was decided on; what counts now is what the help brought.
        return applying & {Norm.ONVEILIGHEID_HOUDT_AAN}

    @property
    def _result(self) -> Outcome | None:
        return outcome_of_result(self.answers) if self.reported else None

    @property
    def question_now(self) -> Question | None:
        """What the school answers next."""
        return question_now(self.answers, help_started=self.help_started)

    @property
    def question_together(self) -> Question | None:
        """What is left to walk with Veilig Thuis."""
        return question_together(self.answers, help_started=self.help_started)

    def may_revise(self, question: Question) -> bool:
        """Return whether an answer still may be revised: nobody has decided on it (M8)."""
        row = self.given.get(question)
        return row is not None and row.number > self.fixed_up_to

    def way(self, question: Question, state: str) -> Way | None:
        """Return how `question` may be answered or revised in this state of the case, None if it may not.

        While help runs, the answer about its result takes the case back to weighing (M5.5); before that
        nobody can know it.
        """
        together = question is self.question_together
        if self.may_revise(question):
            together = self.given[question].with_veilig_thuis
        elif question is not self.question_now and not together:
            return None
        action = Action.ANSWER_TOGETHER if together else Action.ANSWER
        if question is Question.RESULTAAT and state != State.OPEN:
            action = Action.ANSWER_RESULT
        return Way(action, together) if allows(state, action) else None

    def asked_in(self, state: str) -> Question | None:
        """Return the question to answer next in this state of the case, alone or together."""
        question = self.question_now or self.question_together
        return question if question and self.way(question, state) else None


def standing_of(case: Case) -> Standing:
    """Return where the latest round of `case` stands; three queries."""
    current = WeighingRound.objects.filter(case=case).order_by("-number").first()
    if current is None:
        raise LookupError("a case is made with its first round")
    decided = list(
        Decision.objects.filter(round=current, state=Decision.State.CONFIRMED).values_list(
            "answers_up_to", "help", "report"
        )
    )
    return Standing(
        round=current,
        rows=tuple(WeighingAnswer.objects.filter(round=current).select_related("author")),
        fixed_up_to=max((number for number, _help, _report in decided), default=0),
        help_started=any(helps for _number, helps, _report in decided),
        reported=any(reports for _number, _helps, reports in decided),
    )
