"""The competent authority hears that a suspicion is weighed (M5.1): once a case, without a name."""

from core.actors import Actor
from meldcode import events, notifications
from meldcode.models import Case, WeighingAnswer
from meldcode.services.base import log
from meldcode.weighing import Answer, Question


def tell_board(*, actor: Actor, case: Case) -> bool:
    """Tell the bestuur and the managers after the first 'ja' to question 1 of a locked case (M5.1).

    Call it in the transaction that saved the answer; another 'ja', in a later round too, tells nobody
    again. Returns whether they were told now.
    """
    yes = WeighingAnswer.objects.filter(
        case=case, question=Question.VERMOEDEN.value, answer=Answer.JA.value
    )
    if yes.count() != 1:
        return False
    log(events.BOARD_TOLD, actor=actor, case=case)
    notifications.board_told(case)
    return True
