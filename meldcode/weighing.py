"""The five weighing questions of the Meldcode as pure functions, without Django or a database.

Anyone can check the decision by hand: put in what was answered, read what follows.

    >>> next_question({"vermoeden": "ja"})
    <Question.VEILIGHEID: 'veiligheid'>
    >>> outcome({"vermoeden": "ja", "veiligheid": "twijfel"})
    <Outcome.MELDEN_DIRECT: 'MELDEN_DIRECT'>

Sources: domain M5 (the questions and what follows from each), M6 (the reporting norms); Besluit
verplichte meldcode (Stb. 2013, 324) with the weighing framework compulsory since 1 January 2019.
Question 1 belongs to step 4, the questions 2 to 5 to step 5 of the Meldcode.

Two choices that the sources leave to us:

* When question 2 is answered by yes or doubt, the report comes first and the questions 3 to 5 are
  then walked *together with Veilig Thuis*. What comes out of that talk may be put in, in the same
  order and with the same endings, but it never takes back the report: the outcome stays
  ``MELDEN_DIRECT`` and ``next_question`` stays ``None``, since the school alone has nothing more to
  answer. ``next_question_with_veilig_thuis`` tells what is left for that talk.
* Nothing follows on a 'no' at question 1, 3, 4 or 5 and nothing on a 'yes' at 5: an answer beyond
  it could never have been asked for, so it is refused instead of ignored. Ignoring it could hide
  that somebody answered another question than they thought.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Question(StrEnum):
    """The five weighing questions, in the order in which they are asked (M5)."""

    VERMOEDEN = "vermoeden"
    VEILIGHEID = "veiligheid"
    HULP = "hulp"
    HULP_ACCEPTEREN = "hulp_accepteren"
    RESULTAAT = "resultaat"


class Answer(StrEnum):
    """What may be answered; doubt exists only at the question about safety (M5.2)."""

    JA = "ja"
    NEE = "nee"
    TWIJFEL = "twijfel"


class Outcome(StrEnum):
    """What follows from the answers so far (M5); value and name are the same word."""

    OPEN = "OPEN"
    AFSLUITEN_EN_MONITOREN = "AFSLUITEN_EN_MONITOREN"
    MELDEN_DIRECT = "MELDEN_DIRECT"
    HULP_LOOPT = "HULP_LOOPT"
    MELDEN = "MELDEN"
    HULP_AFSLUITEN_MET_NAZORG = "HULP_AFSLUITEN_MET_NAZORG"


class Norm(StrEnum):
    """The three norms that each make reporting a professional duty (M6)."""

    ONVEILIGHEID = "onveiligheid"
    """Norm 1: all acute or structural unsafety; doubt counts as unsafety."""
    HULP_ONTOEREIKEND = "hulp_ontoereikend"
    """Norm 2: no (sufficient) effective help can be given or organised, or it is not accepted."""
    ONVEILIGHEID_HOUDT_AAN = "onveiligheid_houdt_aan"
    """Norm 3: help is given, but the unsafety does not stop or it returns."""


REPORTING: Final = frozenset({Outcome.MELDEN_DIRECT, Outcome.MELDEN})
"""The outcomes that mean: report to Veilig Thuis."""

Answers = Mapping[str, str] | Mapping[Question, str]
"""Question → answer; members of the enums or the same words as plain strings."""

_ORDER: Final = tuple(Question)

# The answers by which the school's own weighing goes on to the next question. Every other answer
# that is allowed ends it.
_GOES_ON: Final = MappingProxyType(
    {
        Question.VERMOEDEN: Answer.JA,
        Question.VEILIGHEID: Answer.NEE,
        Question.HULP: Answer.JA,
        Question.HULP_ACCEPTEREN: Answer.JA,
    }
)

_ENDS: Final = MappingProxyType(
    {
        (Question.VERMOEDEN, Answer.NEE): Outcome.AFSLUITEN_EN_MONITOREN,
        (Question.VEILIGHEID, Answer.JA): Outcome.MELDEN_DIRECT,
        (Question.VEILIGHEID, Answer.TWIJFEL): Outcome.MELDEN_DIRECT,
        (Question.HULP, Answer.NEE): Outcome.MELDEN_DIRECT,
        (Question.HULP_ACCEPTEREN, Answer.NEE): Outcome.MELDEN_DIRECT,
        (Question.RESULTAAT, Answer.NEE): Outcome.MELDEN,
        (Question.RESULTAAT, Answer.JA): Outcome.HULP_AFSLUITEN_MET_NAZORG,
    }
)

_NORM_OF: Final = MappingProxyType(
    {
        (Question.VEILIGHEID, Answer.JA): Norm.ONVEILIGHEID,
        (Question.VEILIGHEID, Answer.TWIJFEL): Norm.ONVEILIGHEID,
        (Question.HULP, Answer.NEE): Norm.HULP_ONTOEREIKEND,
        (Question.HULP_ACCEPTEREN, Answer.NEE): Norm.HULP_ONTOEREIKEND,
        (Question.RESULTAAT, Answer.NEE): Norm.ONVEILIGHEID_HOUDT_AAN,
    }
)


class ImpossibleAnswers(ValueError):
    """These answers cannot have come from walking the questions in order."""


def allowed_answers(question: Question) -> tuple[Answer, ...]:
    """The answers that `question` takes: doubt only at safety (M5.2)."""
    if question is Question.VEILIGHEID:
        return (Answer.JA, Answer.NEE, Answer.TWIJFEL)
    return (Answer.JA, Answer.NEE)


def next_question(answers: Answers) -> Question | None:
    """The question that the school answers next, or None when there is none (M5).

    While help runs (``HULP_LOOPT``) this is ``RESULTAAT``: it is asked when the agreed term ends.
    Raises ImpossibleAnswers.
    """
    walked = _walk(answers)
    following = _following(walked)
    return None if _reported_on_safety(walked) else following


def next_question_with_veilig_thuis(answers: Answers) -> Question | None:
    """The question to walk next with Veilig Thuis after a report on safety, else None (M5.2).

    Raises ImpossibleAnswers.
    """
    walked = _walk(answers)
    return _following(walked) if _reported_on_safety(walked) else None


def outcome(answers: Answers) -> Outcome:
    """What follows from the answers so far (M5).

    ``OPEN`` while the weighing is under way, ``HULP_LOOPT`` when help was accepted and its result
    is not known yet. Reporting and helping do not exclude each other: an outcome that says to
    report says nothing against help. Raises ImpossibleAnswers.
    """
    walked = _walk(answers)
    for step in walked.items():
        # The first ending counts: what is walked with Veilig Thuis later takes no report back.
        if step in _ENDS:
            return _ENDS[step]
    return Outcome.HULP_LOOPT if Question.HULP_ACCEPTEREN in walked else Outcome.OPEN


def outcome_of_result(answers: Answers) -> Outcome | None:
    """What follows on the result of help that ran beside a report, None while it isn't known (M5.5).

    ``outcome`` keeps saying that unsafety is reported. Once that was done and the help has run, the
    answer to question 5 says what comes next: report again, or end the help. Raises
    ImpossibleAnswers.
    """
    walked = _walk(answers)
    if Question.RESULTAAT not in walked:
        return None
    return _ENDS[Question.RESULTAAT, walked[Question.RESULTAAT]]


def norms(answers: Answers) -> frozenset[Norm]:
    """The reporting norms that apply (M6); never empty when the outcome is to report.

    More than one may apply when the questions were walked on with Veilig Thuis. Not reporting
    while a norm applies makes the professional liable. Raises ImpossibleAnswers.
    """
    return frozenset(_NORM_OF[step] for step in _walk(answers).items() if step in _NORM_OF)


def _walk(answers: Answers) -> dict[Question, Answer]:
    """The answers as enums in the order of the questions; raises ImpossibleAnswers."""
    given = dict(_read(key, value) for key, value in answers.items())
    walked: dict[Question, Answer] = {}
    for question in _ORDER:
        if question not in given:
            continue
        following = _following(walked)
        if following is not question:
            raise ImpossibleAnswers(_why_not(question, walked, following))
        walked[question] = given[question]
    return walked


def _read(key: str, value: str) -> tuple[Question, Answer]:
    try:
        question = Question(key)
    except ValueError:
        known = ", ".join(Question)
        raise ImpossibleAnswers(f"{key!r} is not a weighing question; these are: {known}") from None
    allowed = allowed_answers(question)
    # Compared as words, so that a value of any type is refused with the same clear message.
    if value not in allowed:
        raise ImpossibleAnswers(
            f"{value!r} cannot be answered to '{question}'; these can: {', '.join(allowed)}"
        )
    return question, Answer(value)


def _following(walked: Mapping[Question, Answer]) -> Question | None:
    """The question that follows on `walked`, whoever is to answer it; None after an ending."""
    if not walked:
        return _ORDER[0]
    last = list(walked)[-1]
    goes_on = walked[last] is _GOES_ON.get(last) or last is Question.VEILIGHEID
    return _ORDER[_ORDER.index(last) + 1] if goes_on and last in _GOES_ON else None


def _reported_on_safety(walked: Mapping[Question, Answer]) -> bool:
    return walked.get(Question.VEILIGHEID) in (Answer.JA, Answer.TWIJFEL)


def _why_not(
    question: Question, walked: Mapping[Question, Answer], following: Question | None
) -> str:
    if following is not None:
        return f"'{question}' is answered, but '{following}', which comes before it, is not"
    last = list(walked)[-1]
    return f"'{question}' is answered, but the weighing ended at '{last}': {walked[last]}"
