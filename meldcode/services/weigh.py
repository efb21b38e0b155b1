"""Step 4 and the questions of step 5: one answer at a time, each with its reason (M5)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, Refused
from core.once import already_made
from meldcode import events
from meldcode.models import Case, WeighingAnswer
from meldcode.services.base import advance, locked, log, needed, person, require
from meldcode.standing import Standing, standing_of
from meldcode.weighing import Question, allowed_answers
from meldcode.workflow import Action


@transaction.atomic
def answer_question(
    *, actor: Actor, case: Case, key: uuid.UUID, seen: int, question: str, answer: str, reason: str
) -> WeighingAnswer:
    """Answer the question that is asked now, or revise an earlier answer until it is decided on.

    `seen` is the number of the latest answer when the form was opened. A revision that changes the
    answer lets later answers fall away; every row stays readable (D6). Returns the new row.

    Raises PermissionDenied; IllegalTransition when the case isn't open to answers; Conflict when
    somebody answered meanwhile; Refused without a reason, for an answer that the question doesn't
    take, or a question that isn't asked.
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
    action, together = _kind_of(standing, asked)
    advance(case, action)
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
        with_veilig_thuis=before.with_veilig_thuis if before else together,
    )
    row.save(force_insert=True)
    event = events.ANSWER_REVISED if before else events.QUESTION_ANSWERED
    log(event, actor=actor, case=case, obj=row, question=asked.value)
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


def _kind_of(standing: Standing, asked: Question) -> tuple[Action, bool]:
    """Return how this question may be answered, and whether it is walked with Veilig Thuis."""
    if asked is standing.question_now or standing.may_revise(asked):
        return Action.ANSWER, False
    if asked is standing.question_together:
        return Action.ANSWER_TOGETHER, True
    raise Refused(_("This question is not asked now. Look at the path again before you go on."))
