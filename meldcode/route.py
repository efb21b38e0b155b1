"""The weighing as a drawing: the road through the five questions, the norms on it, earlier rounds (M5, M6).

What pages and documents show; nothing is decided here. The drawing is a list with words in it, so that it
reads aloud, prints, and fits on a phone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meldcode.models import Decision, WeighingAnswer
from meldcode.standing import Standing
from meldcode.texts import ANSWERS, NORMS, OUTCOMES, QUESTIONS, QuestionText
from meldcode.weighing import Answer, Norm, Outcome, Question, outcome
from meldcode.workflow import fold, words

_REPORT: Final = _("report to Veilig Thuis")

# By which answers the road leaves, and where to; by every other answer it goes on.
_EXITS: Final = MappingProxyType(
    {
        Question.VERMOEDEN: ((Answer.NEE,), _("close and keep watching")),
        Question.VEILIGHEID: ((Answer.JA, Answer.TWIJFEL), _REPORT),
        Question.HULP: ((Answer.NEE,), _REPORT),
        Question.HULP_ACCEPTEREN: ((Answer.NEE,), _REPORT),
        Question.RESULTAAT: ((Answer.NEE,), _("report to Veilig Thuis again")),
    }
)

_ASKED_AT: Final = MappingProxyType(
    {
        Norm.ONVEILIGHEID: (Question.VEILIGHEID,),
        Norm.HULP_ONTOEREIKEND: (Question.HULP, Question.HULP_ACCEPTEREN),
        Norm.ONVEILIGHEID_HOUDT_AAN: (Question.RESULTAAT,),
    }
)


@dataclass(frozen=True, slots=True)
class Stop:
    """A question on the road: its answer, which way was walked, and whether it is asked now.

    `left`: the road was left here; `on`: it went on here. After unsafety both are true once the next
    question was walked with Veilig Thuis (`together`).
    """

    number: int
    question: Question
    row: WeighingAnswer | None
    now: bool
    left: bool
    on: bool
    together: bool

    @property
    def text(self) -> QuestionText:
        """The question in words."""
        return QUESTIONS[self.question]

    @property
    def exit_words(self) -> str:
        """The answers by which the road is left, in words."""
        return " / ".join(str(ANSWERS[answer]) for answer in _EXITS[self.question][0])

    @property
    def exit_to(self) -> Promise:
        """Where that leads to."""
        return _EXITS[self.question][1]

    @property
    def on_words(self) -> str:
        """The answer by which the road goes on, in words."""
        answer = Answer.NEE if self.question is Question.VEILIGHEID else Answer.JA
        return str(ANSWERS[answer])

    @property
    def last(self) -> bool:
        """Whether this is the last question: going on ends the help, with aftercare."""
        return self.question is Question.RESULTAAT


@dataclass(frozen=True, slots=True)
class Road:
    """The whole drawing, and where it ends in words."""

    stops: tuple[Stop, ...]
    outcome: Outcome

    @property
    def ends(self) -> Promise:
        """What the walk comes to."""
        return OUTCOMES[self.outcome]

    @property
    def aftercare(self) -> bool:
        """Whether the road was walked to its very end."""
        return self.stops[-1].on


def road(given: dict[Question, WeighingAnswer], now: Question | None, comes_to: Outcome) -> Road:
    """Return the drawing of the answers that stand; `now` is the question that is asked."""
    stops = []
    for number, question in enumerate(Question, start=1):
        row = given.get(question)
        left = row is not None and Answer(row.answer) in _EXITS[question][0]
        # Only after unsafety the walk goes on beyond an exit: together with Veilig Thuis.
        together = left and question is Question.VEILIGHEID
        on = row is not None and (not left or (together and Question.HULP in given))
        stops.append(
            Stop(
                number=number,
                question=question,
                row=row,
                now=question is now,
                left=left,
                on=on,
                together=together,
            )
        )
    return Road(tuple(stops), comes_to)


@dataclass(frozen=True, slots=True)
class NormHere:
    """A reporting norm and what it means in this case: the answer that decides on it, if there is one.

    `reported`: it applied, and the report that it led to was decided on.
    """

    number: int
    norm: Norm
    applies: bool
    reported: bool
    rows: tuple[WeighingAnswer, ...]

    @property
    def text(self) -> Promise:
        """The norm in words."""
        return NORMS[self.norm]

    @property
    def asked_at(self) -> list[Promise]:
        """The names of the questions that decide on it."""
        return [QUESTIONS[question].name for question in _ASKED_AT[self.norm]]


def norms_here(standing: Standing) -> list[NormHere]:
    """Return the three norms, each with the answers of the running round that decide on it (M6)."""
    found = []
    for number, norm in enumerate(Norm, start=1):
        given = standing.given
        rows = tuple(given[q] for q in _ASKED_AT[norm] if q in given)
        deciding = tuple(row for row in rows if _leaves(row))
        applies = norm in standing.norms
        found.append(
            NormHere(
                number=number,
                norm=norm,
                applies=applies,
                reported=bool(deciding) and not applies,
                rows=deciding or rows,
            )
        )
    return found


def _leaves(row: WeighingAnswer) -> bool:
    return Answer(row.answer) in _EXITS[Question(row.question)][0]


@dataclass(frozen=True, slots=True)
class PastRound:
    """A round that was walked before: its drawing, its answers, and what was decided in it."""

    number: int
    road: Road
    rows: tuple[WeighingAnswer, ...]
    decisions: tuple[Decision, ...]

    @property
    def given(self) -> Iterable[WeighingAnswer]:
        """The answers that stood at its end."""
        return fold(self.rows).values()


def past_rounds(
    standing: Standing, answers: Iterable[WeighingAnswer], decisions: Iterable[Decision]
) -> list[PastRound]:
    """Return the rounds before the running one, the latest first. Takes all answers of the case."""
    decided = list(decisions)
    found = []
    for number, rows in groupby(_in_order(answers), key=lambda row: row.round.number):
        walked = tuple(rows)
        if walked[0].round_id == standing.round.pk:
            continue
        given = fold(walked)
        here = tuple(d for d in decided if d.round_id == walked[0].round_id)
        found.append(PastRound(number, road(given, None, outcome(words(given))), walked, here))
    return found[::-1]


def _in_order(answers: Iterable[WeighingAnswer]) -> Sequence[WeighingAnswer]:
    return sorted(answers, key=lambda row: (row.round.number, row.number))
