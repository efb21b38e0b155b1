"""A question to a colleague, and the answer: the only part of a case that a teacher ever sees (R1)."""

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.actors import Actor
from core.context import acting_as_system
from core.errors import IllegalTransition, Refused
from core.once import already_made
from core.workdays import today
from meldcode import events, people_mail
from meldcode.models import Case, CaseQuestion
from meldcode.services.base import advance, locked, log, needed, person, require
from meldcode.services.deputies import kept_away
from meldcode.workflow import Action
from schools.staffing import holders

ASK = "meldcode.ask_colleague"
ANSWER = "meldcode.answer_colleague"


def people_to_ask(case: Case, actor: Actor) -> list[User]:
    """Return whom a question can be asked: who handed over first, then the other staff of the school."""
    no = {*kept_away(case), actor.pk}
    with acting_as_system():
        first = {
            link.hand_over.author_id for link in case.casehandover_set.select_related("hand_over")
        }
        staff = holders(case.school_id, "meldcode.follow_hand_over")
    found = [user for user in staff if user.pk not in no]
    return sorted(found, key=lambda user: (user.pk not in first, user.display_name, user.pk))


@transaction.atomic
def ask_colleague(
    *, actor: Actor, case: Case, key: uuid.UUID, who: User, question: str, due_on: date
) -> CaseQuestion:
    """Ask a colleague of the school something for the case, to be answered by a day. Returns it.

    The colleague gets a mail without names, and sees this question alone. Raises PermissionDenied;
    IllegalTransition when the case is closed; Refused without a question, for a day that has passed, and
    for somebody who can't be asked.
    """
    made = already_made(CaseQuestion, key, author_id=person(actor), case_id=case.pk)
    if made is not None:
        return made
    case = locked(case.pk)
    require(actor, ASK, case)
    if who not in people_to_ask(case, actor):
        raise Refused(_("This colleague cannot be asked. Choose somebody else."), field="who")
    if due_on < today():
        raise Refused(_("This date has passed. Choose today or later."), field="due_on")
    advance(case, Action.WORK, actor=actor)
    made = CaseQuestion(
        pk=key,
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        asked_of=who,
        question=needed(question, "question"),
        due_on=due_on,
        remind_on=due_on,
    )
    made.save(force_insert=True)
    log(events.COLLEAGUE_ASKED, actor=actor, case=case, question=str(made.pk))
    people_mail.asked(made)
    return made


@transaction.atomic
def withdraw_question(*, actor: Actor, question: CaseQuestion) -> CaseQuestion:
    """Take a question back that is not needed any more. Returns it; a second time changes nothing.

    Raises PermissionDenied, IllegalTransition when it was answered.
    """
    case = locked(question.case_id)
    require(actor, ASK, case)
    row = CaseQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.answered_at is not None:
        raise IllegalTransition(_("This question was answered already. Reload the page."))
    if row.is_open:
        row.done_on, row.done_by_id = today(), person(actor)
        row.save(update_fields=["done_on", "done_by"])
        log(events.QUESTION_WITHDRAWN, actor=actor, case=case, question=str(row.pk))
    return row


@transaction.atomic
def answer_colleague(*, actor: Actor, question: CaseQuestion, answer: str) -> CaseQuestion:
    """Answer a question; by whom it was asked of, and once (D6). Returns it.

    The same answer sent twice is once. Done as SYSTEM: the case does not exist for who answers. Raises
    PermissionDenied; IllegalTransition when it was answered otherwise or taken back; Refused without an
    answer.
    """
    with acting_as_system():
        case = locked(question.case_id)
        row = CaseQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
        require(actor, ANSWER, row)
        text = needed(answer, "answer", _("Write down what you know, or that you do not know it."))
        if row.answered_at is not None and row.answer == text:
            return row
        if not row.is_open:
            raise IllegalTransition(
                _("This question was answered or taken back already. Nothing was changed.")
            )
        row.answer, row.answered_at = text, timezone.now()
        row.done_on, row.done_by_id = today(), person(actor)
        row.save(update_fields=["answer", "answered_at", "done_on", "done_by"])
        log(events.COLLEAGUE_ANSWERED, actor=actor, case=case, question=str(row.pk))
        people_mail.answered(row)
        return row
