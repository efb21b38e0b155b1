"""States of a case, the one table of transitions, and pure decisions about steps and answers (M1, M5).

Nothing here saves or reads. `services.advance` is the only code that sets a state.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Protocol, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import transitions
from meldcode.weighing import (
    REPORTING,
    Outcome,
    Question,
    next_question,
    next_question_with_veilig_thuis,
)


class State(models.TextChoices):
    """Where a case stands. Steps 1 to 4 are not states: they may be repeated in any order (M1)."""

    OPEN = "open", _("being worked on")
    PROPOSED = "proposed", _("waits for confirmation")
    DISPUTED = "disputed", _("waits for the board's deputy")
    CONFIRMED = "confirmed", _("must be reported")
    REPORTED = "reported", _("reported, waits for Veilig Thuis")
    HELP_RUNNING = "help_running", _("help runs")
    MONITORING = "monitoring", _("is being monitored")
    CLOSED = "closed", _("closed")


class Action(models.TextChoices):
    """What can be done with a case."""

    WORK = "work", _("add to steps 1 to 3")
    ANSWER = "answer", _("answer a weighing question")
    ANSWER_TOGETHER = "answer_together", _("answer a question with Veilig Thuis")
    ANSWER_RESULT = "answer_result", _("answer whether the help worked")
    REPORT_NOW = "report_now", _("report at once")
    PROPOSE = "propose", _("propose a decision")
    RETURN = "return", _("return the proposal")
    DISAGREE = "disagree", _("disagree with the proposal")
    CONFIRM_REPORT = "confirm_report", _("confirm: report")
    CONFIRM_HELP = "confirm_help", _("confirm: help")
    CONFIRM_MONITORING = "confirm_monitoring", _("confirm: monitor")
    CONFIRM_REPORTED = "confirm_reported", _("confirm: reported already")
    FILE_REPORT = "file_report", _("file the report")
    FEEDBACK = "feedback", _("record what Veilig Thuis decided")
    FEEDBACK_HELP = "feedback_help", _("record what Veilig Thuis decided, while help runs")
    MONITOR = "monitor", _("record how it goes")
    WEIGH_AGAIN = "weigh_again", _("weigh again")
    CLOSE = "close", _("close the case")
    REOPEN = "reopen", _("open the case again")


_RUNNING: Final = tuple(state for state in State if state is not State.CLOSED)

TRANSITIONS: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    # Facts may be added until the case is closed; they never change where it stands.
    {(state, Action.WORK): state for state in _RUNNING}
    | {
        (State.OPEN, Action.ANSWER): State.OPEN,
        (State.OPEN, Action.ANSWER_TOGETHER): State.OPEN,
        (State.REPORTED, Action.ANSWER_TOGETHER): State.REPORTED,
        (State.HELP_RUNNING, Action.ANSWER_TOGETHER): State.HELP_RUNNING,
        (State.MONITORING, Action.ANSWER_TOGETHER): State.MONITORING,
        # Question 5, when the term of the help ends (M5.5).
        (State.HELP_RUNNING, Action.ANSWER_RESULT): State.OPEN,
        # Acute (M7): nothing waits, and what is still missing is done afterwards. A report that was
        # decided on is filed, so CONFIRMED has its own way.
        **{
            (state, Action.REPORT_NOW): State.OPEN
            for state in State
            if state is not State.CONFIRMED
        },
        (State.OPEN, Action.PROPOSE): State.PROPOSED,
        (State.PROPOSED, Action.RETURN): State.OPEN,
        (State.PROPOSED, Action.DISAGREE): State.DISPUTED,
        # The manager confirms a proposal; of two, the board's deputy chooses one.
        **{
            (waiting, action): state
            for waiting in (State.PROPOSED, State.DISPUTED)
            for action, state in (
                (Action.CONFIRM_REPORT, State.CONFIRMED),
                (Action.CONFIRM_REPORTED, State.REPORTED),
                (Action.CONFIRM_HELP, State.HELP_RUNNING),
                (Action.CONFIRM_MONITORING, State.MONITORING),
            )
        },
        (State.CONFIRMED, Action.FILE_REPORT): State.REPORTED,
        (State.REPORTED, Action.FEEDBACK): State.MONITORING,
        (State.REPORTED, Action.FEEDBACK_HELP): State.HELP_RUNNING,
        # Later word of Veilig Thuis, or a case that is weighed again while it decides (M9).
        (State.OPEN, Action.FEEDBACK): State.OPEN,
        (State.PROPOSED, Action.FEEDBACK): State.PROPOSED,
        (State.DISPUTED, Action.FEEDBACK): State.DISPUTED,
        (State.CONFIRMED, Action.FEEDBACK): State.CONFIRMED,
        (State.HELP_RUNNING, Action.FEEDBACK): State.HELP_RUNNING,
        (State.MONITORING, Action.FEEDBACK): State.MONITORING,
        (State.REPORTED, Action.MONITOR): State.REPORTED,
        (State.HELP_RUNNING, Action.MONITOR): State.HELP_RUNNING,
        (State.MONITORING, Action.MONITOR): State.MONITORING,
        (State.REPORTED, Action.WEIGH_AGAIN): State.OPEN,
        (State.HELP_RUNNING, Action.WEIGH_AGAIN): State.OPEN,
        (State.MONITORING, Action.WEIGH_AGAIN): State.OPEN,
        (State.MONITORING, Action.CLOSE): State.CLOSED,
        (State.CLOSED, Action.REOPEN): State.OPEN,
    }
)


def next_state(state: State, action: Action) -> State:
    """Return the state after `action`. Raises IllegalTransition if it isn't possible."""
    return transitions.next_state(TRANSITIONS, state, action)


def allows(state: str, action: Action) -> bool:
    """Return whether `action` is possible in `state`; for pages that show only what can be done."""
    return (State(state), action) in TRANSITIONS


def confirming(*, report: bool, help: bool, reported: bool = False, heard: bool = False) -> Action:
    """Return the action by which a confirmed decision moves the case; a report goes first (M5.2).

    `reported`: it was filed already, because it was acute; `heard`: Veilig Thuis decided on it already,
    so that what remains is helping or watching.
    """
    if report and not reported:
        return Action.CONFIRM_REPORT
    if report and not heard:
        return Action.CONFIRM_REPORTED
    return Action.CONFIRM_HELP if help else Action.CONFIRM_MONITORING


def follows(outcome: Outcome, *, report: bool, help: bool) -> bool:
    """Return whether a proposal is what the weighing came to (M5, M6).

    Helping beside a report is always free (M1); where help was accepted, it has to be given.
    """
    if (outcome in REPORTING) is not report:
        return False
    return help or outcome is not Outcome.HULP_LOOPT


class Given(Protocol):
    """An answer as it was given: its place in the round, question and answer."""

    @property
    def number(self) -> int: ...
    @property
    def question(self) -> str: ...
    @property
    def answer(self) -> str: ...


G = TypeVar("G", bound=Given)


def fold(rows: Iterable[G]) -> dict[Question, G]:
    """Return the answers that stand, in the order of the questions (M5, D6).

    A later row for a question revises it. When it changes the answer, what was answered after that
    question falls away; when it only changes the reason, it stays.
    """
    standing: dict[Question, G] = {}
    order = list(Question)
    for row in sorted(rows, key=lambda given: given.number):
        question = Question(row.question)
        before = standing.get(question)
        if before is not None and before.answer != row.answer:
            for later in order[order.index(question) + 1 :]:
                standing.pop(later, None)
        standing[question] = row
    return {question: standing[question] for question in order if question in standing}


def words(standing: Mapping[Question, Given]) -> dict[Question, str]:
    """Return the standing answers as `weighing` takes them."""
    return {question: row.answer for question, row in standing.items()}


def question_now(answers: Mapping[Question, str], *, help_started: bool) -> Question | None:
    """Return what the school answers next, or None when it is time to propose or to wait (M5).

    The result of help is asked only once help was decided on and has run.
    """
    question = next_question(answers)
    return None if question is Question.RESULTAAT and not help_started else question


def question_together(answers: Mapping[Question, str], *, help_started: bool) -> Question | None:
    """Return what is left to walk with Veilig Thuis after unsafety (M5.2), or None."""
    question = next_question_with_veilig_thuis(answers)
    return None if question is Question.RESULTAAT and not help_started else question
