"""The words of the weighing, in our own: what is asked, what is meant, what each answer leads to (M5–M7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meldcode.weighing import Answer, Norm, Outcome, Question


@dataclass(frozen=True, slots=True)
class QuestionText:
    """One question: a short name, the question, what to think of, and each answer with what follows.

    `terms` are the words in it that have a meaning of their own, each with that meaning.
    """

    name: Promise
    question: Promise
    help: tuple[Promise, ...]
    answers: MappingProxyType[Answer, Promise]
    terms: tuple[tuple[Promise, Promise], ...] = ()


QUESTIONS: Final = MappingProxyType(
    {
        Question.VERMOEDEN: QuestionText(
            _("Suspicion"),
            _("Do you suspect that this child is not safe at home?"),
            (
                _(
                    "Look at the signals, at what colleagues or Veilig Thuis said, and at the talk with the "
                    "parents. Count what speaks against it too."
                ),
                _("With yes, the school board is informed that a suspicion is being weighed."),
            ),
            MappingProxyType(
                {
                    Answer.JA: _("Yes: go on to safety"),
                    Answer.NEE: _("No: write down why, close the weighing and keep watching"),
                }
            ),
        ),
        Question.VEILIGHEID: QuestionText(
            _("Safety"),
            _("Is there acute or structural unsafety?"),
            (_("Doubt counts as unsafety: then report."),),
            MappingProxyType(
                {
                    Answer.JA: _("Yes: report to Veilig Thuis, and walk on together with them"),
                    Answer.TWIJFEL: _("I am in doubt: report, as with yes"),
                    Answer.NEE: _("No: go on to help"),
                }
            ),
            (
                (
                    _("Acute"),
                    _(
                        "The child is in direct physical danger, or nobody can say that it is safe in the "
                        "coming days. Think of violence, sexual violence, no basic care, or needless medicine."
                    ),
                ),
                (
                    _("Structural"),
                    _(
                        "It happens again and again, or it goes on. What happened before is the best sign of "
                        "what comes."
                    ),
                ),
                (
                    _("Disclosure"),
                    _(
                        "A child or adult told it, or asked for help, by themselves. Treat this as acute, and "
                        "agree with Veilig Thuis first before you talk with the parents."
                    ),
                ),
            ),
        ),
        Question.HULP: QuestionText(
            _("Help"),
            _(
                "Can you, or somebody at school, give or arrange help that really takes the threat away?"
            ),
            (
                _(
                    "Good will is not enough: the help has to work, and somebody has to be able to give it."
                ),
            ),
            MappingProxyType(
                {
                    Answer.JA: _("Yes: go on to whether the family accepts it"),
                    Answer.NEE: _("No: report to Veilig Thuis"),
                }
            ),
        ),
        Question.HULP_ACCEPTEREN: QuestionText(
            _("Accepting help"),
            _("Does the family accept the help, and do they take part in it?"),
            (
                _(
                    "With yes you agree on a term: on which day must there be a result that you can "
                    "measure?"
                ),
            ),
            MappingProxyType(
                {
                    Answer.JA: _("Yes: start the help and agree on a term"),
                    Answer.NEE: _("No: report to Veilig Thuis"),
                }
            ),
        ),
        Question.RESULTAAT: QuestionText(
            _("Result"),
            _("Did the help bring the agreed result within the term?"),
            (
                _("Look at safety, wellbeing and recovery of everybody involved."),
                _("With yes you end the help with aftercare and a date to look again."),
            ),
            MappingProxyType(
                {
                    Answer.JA: _("Yes: end the help, with aftercare and monitoring"),
                    Answer.NEE: _("No: report to Veilig Thuis"),
                }
            ),
        ),
    }
)

ANSWERS: Final = MappingProxyType(
    {Answer.JA: _("Yes"), Answer.NEE: _("No"), Answer.TWIJFEL: _("Doubt")}
)

OUTCOMES: Final = MappingProxyType(
    {
        Outcome.OPEN: _("The weighing is not finished."),
        Outcome.AFSLUITEN_EN_MONITOREN: _("No suspicion: close the weighing and keep watching."),
        Outcome.MELDEN_DIRECT: _("Report to Veilig Thuis at once."),
        Outcome.HULP_LOOPT: _("Help with an agreed term; then weigh the result."),
        Outcome.MELDEN: _("Report to Veilig Thuis: the help did not bring enough."),
        Outcome.HULP_AFSLUITEN_MET_NAZORG: _("End the help with aftercare and keep watching."),
    }
)

DECISIONS: Final = MappingProxyType(
    {
        (True, True): _("report, and help"),
        (True, False): _("report, and no help"),
        (False, True): _("no report, and help"),
        (False, False): _("no report, and no help"),
    }
)
"""The two decisions of step 5 in a line: by report, help."""

NORMS: Final = MappingProxyType(
    {
        Norm.ONVEILIGHEID: _("There is acute or structural unsafety, or doubt about it."),
        Norm.HULP_ONTOEREIKEND: _(
            "The school cannot give or arrange enough help, or it is refused."
        ),
        Norm.ONVEILIGHEID_HOUDT_AAN: _("There is help, but the unsafety goes on or comes back."),
    }
)

OPEN_QUESTIONS: Final = (
    _("Which behaviour do you see? What exactly happened, and when?"),
    _("What made you worry? Since when?"),
    _("What does the child say about it, in own words?"),
    _("What goes well? What could be another explanation?"),
    _("Who else knows this child, and what do they see?"),
    _("What do you think is needed now?"),
)
"""Open questions for a consultation (M12): they ask, and put no answer into anybody's mouth."""


def chosen_questions(numbers: Iterable[str]) -> list[str]:
    """Return the open questions with these numbers, from 1 on; what is no number of one is left out."""
    wanted = set(numbers)
    return [str(text) for n, text in enumerate(OPEN_QUESTIONS, 1) if str(n) in wanted]
