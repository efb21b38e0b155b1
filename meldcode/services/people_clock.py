"""What the clock does about people: empty places, requests to the board, questions to colleagues (T)."""

from datetime import date

from django.db.models import Q, QuerySet

from audit.services import record
from core.actors import SYSTEM
from core.context import acting_as_system
from core.duties import claim_each, each_alone, together
from core.workdays import today
from meldcode import events, people_mail
from meldcode.models import Case, CaseQuestion, DeputyRequest
from meldcode.services.base import locked
from meldcode.services.places import CONFIRMING, LEADING, look_after
from meldcode.workflow import State
from schools.staffing import holders


def remind_people(*, on: date | None = None) -> int:
    """Ask the board where a place became empty, and remind of requests and questions, each once (T).

    A transaction a row, however often and late it runs. Returns how many rows were done.
    """
    day = on or today()
    requests = DeputyRequest.objects.open().select_related("case")
    questions = CaseQuestion.objects.open().select_related("case")
    return together(
        watch_places,
        lambda: claim_each(requests.filter(remind_on__lte=day), "reminded_at", _request_near),
        lambda: claim_each(requests.overdue(day), "escalated_at", _request_late),
        lambda: claim_each(questions.filter(remind_on__lte=day), "reminded_at", _question_near),
        lambda: claim_each(questions.overdue(day), "escalated_at", _question_late),
    )


def watch_places() -> int:
    """Ask for a deputy where nobody is inside any more, and drop what is not needed. Returns how many.

    A grant that ends, a role that ends, an account that is closed: no case waits in silence.
    """
    with acting_as_system():
        keys = list(_in_doubt().values_list("pk", flat=True))
    return each_alone(keys, _look_after, "places of a case")


def _in_doubt() -> QuerySet[Case]:
    """Return the cases in which a place can be empty, or in which somebody is asked for in vain."""
    running = Case.objects.exclude(state=State.CLOSED)
    schools = set(running.values_list("school_id", flat=True))
    vacant = [school for school in schools if _is_short(school)]
    someone_out = Q(involvement__ended_at__isnull=True, involvement__isnull=False)
    doubtful = Q(school__in=vacant) | someone_out | Q(state=State.DISPUTED)
    asked = Q(deputy_requests__in=DeputyRequest.objects.open())
    questioned = Q(state=State.CLOSED, questions__in=CaseQuestion.objects.open())
    return Case.objects.filter((doubtful & ~Q(state=State.CLOSED)) | asked | questioned).distinct()


def _is_short(school_id: int) -> bool:
    """Whether two people are not there by their roles alone."""
    leading, confirming = holders(school_id, LEADING), holders(school_id, CONFIRMING)
    return not leading or not confirming or leading == confirming


def _look_after(case_id: object) -> bool:
    case = locked(case_id)  # type: ignore[arg-type]
    if case.state == State.CLOSED:
        for question in case.questions.open():
            question.done_on = today()
            question.save(update_fields=["done_on"])
    return look_after(case)


def _request_near(request: DeputyRequest) -> None:
    record(events.DUTY_REMINDED, actor=SYSTEM, obj=request.case, kind="deputy")
    people_mail.deputy_reminder(request)


def _request_late(request: DeputyRequest) -> None:
    record(events.DUTY_ESCALATED, actor=SYSTEM, obj=request.case, kind="deputy")
    people_mail.deputy_late(request)


def _question_near(question: CaseQuestion) -> None:
    record(events.DUTY_REMINDED, actor=SYSTEM, obj=question.case, kind="question")
    people_mail.question_reminder(question)


def _question_late(question: CaseQuestion) -> None:
    record(events.DUTY_ESCALATED, actor=SYSTEM, obj=question.case, kind="question")
    people_mail.question_late(question)
