"""Step 4 and the questions of step 5: one answer at a time, each with its reason (M5)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, IllegalTransition, Refused
from core.once import already_made
from meldcode import events
from meldcode.models import Case, WeighingAnswer
from meldcode.reading import acute_report_of
from meldcode.services.base import advance, locked, log, needed, person, require
from meldcode.services.board import tell_board
from meldcode.standing import Standing, standing_of
from meldcode.weighing import Answer, Question, allowed_answers


@transaction.atomic
def answer_question(
    *, actor: Actor, case: Case, key: uuid.UUID, seen: int, question: str, answer: str, reason: str
) -> WeighingAnswer:
    """Answer the question that is asked now, or revise an earlier answer until it is decided on.

    `seen` is the number of the latest answer when the form was opened. A revision that changes the
    answer lets later answers fall away; every row stays readable (D6). Returns the new row.

    The result of help (question 5) is answered while help runs: the case then goes back to weighing. The
    first 'ja' to question 1 tells the board (M5.1). Raises PermissionDenied; IllegalTransition when the
    case isn't open to answers; Conflict when somebody answered meanwhile; Refused without a reason, for an
    answer that the question doesn't take, or a question that isn't asked.
    """
    made = already_made(WeighingAnswer, key, author_id=person(actor), case_id=case.pk)
    if made is not None:
        return made
    case = locked(case.pk)
    require(actor, "meldcode.answer_weighing", case)
    standing = standing_of(case)
    if seen != standing.last_number:
        raise Conflict(
            _("Somebody answered a question meanwhile. Look at the path again before you go on.")
        )
    asked = _known(question, answer)
    way = standing.way(asked, case.state)
    if way is None:
        raise _not_asked(standing, asked)
    _acute_stands(case, asked, answer)
    advance(case, way.action, actor=actor)
    before = standing.given.get(asked)
    row = WeighingAnswer(
        pk=key,
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        round=standing.round,
        number=standing.last_number + 1,
        question=asked.value,
        answer=answer,
        reason=needed(
            reason, "reason", _("Write down why you answer this: later it must be clear.")
        ),
        with_veilig_thuis=way.together,
    )
    row.save(force_insert=True)
    event = events.ANSWER_REVISED if before else events.QUESTION_ANSWERED
    log(event, actor=actor, case=case, obj=row, question=asked.value)
    if asked is Question.VERMOEDEN and answer == Answer.JA:
        tell_board(actor=actor, case=case)
    return row


def _known(question: str, answer: str) -> Question:
    """Return the question. Raises Refused for an unknown one, or an answer that it does not take."""
    try:
        asked = Question(question)
    except ValueError:
        raise Refused(_("This question does not exist.")) from None
    if answer not in allowed_answers(asked):
        raise Refused(_("Choose one of the answers."), field="answer")
    return asked


def _not_asked(standing: Standing, asked: Question) -> Refused:
    """Return why a question can't be answered: it isn't asked, or not in this state of the case."""
    known = {standing.question_now, standing.question_together}
    if asked in known or standing.may_revise(asked):
        return IllegalTransition(_("The case does not stand at weighing now. Reload the page."))
    return Refused(_("This question is not asked now. Look at the path again before you go on."))


def _acute_stands(case: Case, asked: Question, answer: str) -> None:
    """Raise Refused for a 'no' that would take back an acute report before two people decided (M7)."""
    reported_on = asked in (Question.VERMOEDEN, Question.VEILIGHEID)
    if reported_on and answer == Answer.NEE and acute_report_of(case) is not None:
        raise Refused(
            _("This was reported because it was acute. That stands until two people decide on it."),
            field="answer",
        )
