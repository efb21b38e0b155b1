"""Where the weighing of a case stands: the running round, the answers that count, what is asked now."""

from dataclasses import dataclass

from meldcode.models import Case, Decision, WeighingAnswer, WeighingRound
from meldcode.weighing import Norm, Outcome, Question, norms, outcome
from meldcode.workflow import fold, question_now, question_together, words


@dataclass(frozen=True, slots=True)
class Standing:
    """The running round. `last_number` tells a stale form; answers up to `fixed_up_to` were decided on."""

    round: WeighingRound
    rows: tuple[WeighingAnswer, ...]
    fixed_up_to: int
    help_started: bool

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
        """What the answers come to (M5)."""
        return outcome(self.answers)

    @property
    def norms(self) -> frozenset[Norm]:
        """The reporting norms that apply (M6)."""
        return norms(self.answers)

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


def standing_of(case: Case) -> Standing:
    """Return where the latest round of `case` stands; three queries."""
    current = WeighingRound.objects.filter(case=case).order_by("-number").first()
    if current is None:
        raise LookupError("a case is made with its first round")
    decided = list(
        Decision.objects.filter(round=current, state=Decision.State.CONFIRMED).values_list(
            "answers_up_to", "help"
        )
    )
    return Standing(
        round=current,
        rows=tuple(WeighingAnswer.objects.filter(round=current).select_related("author")),
        fixed_up_to=max((number for number, _help in decided), default=0),
        help_started=any(helps for _number, helps in decided),
    )
