"""Requests of parents: per pupil, per school with the days left, and who may answer which (A2). No writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts.models import User
from core.views import may
from core.workdays import today
from dossiers.models import ParentRequest, SignalVersion
from dossiers.selectors.statements import about_in_words
from dossiers.services.answers import own_words
from schools.models import Pupil
from schools.scope import schools_with

_SHOWN = ("pupil", "guardian", "done_by", "filed_by", "signal", "contact", "report")


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a list: what it is about, and the days left (below zero: late)."""

    request: ParentRequest
    about: str
    days_left: int


def requests_of(pupil: Pupil, user: Any) -> QuerySet[ParentRequest]:
    """Return the requests about a pupil that exist for `user`, the open ones first, then the newest."""
    return _ordered(ParentRequest.objects.visible_to(user).filter(pupil=pupil))


def requests_at_schools(user: Any) -> QuerySet[ParentRequest]:
    """Return the requests that `user` answers, open ones first by their last day."""
    schools = schools_with(user, "dossiers.answer_request")
    return _ordered(ParentRequest.objects.filter(school__in=schools))


def in_words(found: Iterable[ParentRequest]) -> list[Listed]:
    """Return requests for a list, without a further query."""
    day = today()
    return [Listed(row, about_in_words(row), (row.due_on - day).days) for row in found]


def full_requests(user: Any) -> QuerySet[ParentRequest]:
    """Return the requests that exist for `user`, with everything that a page or letter shows."""
    found = ParentRequest.objects.visible_to(user)
    return found.select_related(*_SHOWN, "school__board", "version", "statement")


def request_abilities(user: User, request: ParentRequest) -> dict[str, Any]:
    """Return what `user` may do with a request: answer it (or why not), and carry it out."""
    answers = may(user, "dossiers.answer_request", request)
    waits = request.state == ParentRequest.State.RECEIVED
    wrote, others = own_words(user, request) if answers and waits else (False, [])
    granted = request.outcome == ParentRequest.Outcome.GRANTED
    erases = request.kind == ParentRequest.Kind.ERASE and granted
    open_work = answers and not request.is_effected
    return {
        "answer": answers and waits and not (wrote and others),
        "alone": wrote and not others,
        "others": others if wrote else [],
        "erase": open_work and erases and request.done_by_id == user.pk,
        "carry_out": open_work and not erases,
        "correct": open_work and not erases and request.signal_id is not None,
        "letter": request.state == ParentRequest.State.ANSWERED,
        "attach": may(user, "dossiers.attach_file", request),
    }


def versions_since(request: ParentRequest) -> list[SignalVersion]:
    """Return the versions of the signal that were made after the request: one of them may carry it out."""
    if request.signal is None:
        return []
    found = request.signal.versions.filter(created_at__gte=request.created_at)
    return list(found.select_related("author").order_by("-number"))


def _ordered(found: QuerySet[ParentRequest]) -> QuerySet[ParentRequest]:
    first = Case(When(done_on=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.select_related(*_SHOWN).order_by(first, "due_on", "pk")
