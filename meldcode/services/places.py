"""Which places in a running case are empty, and asking the board for a deputy: no case waits in silence.

Everything here is done as SYSTEM: the board can't see the case, and who just stepped back can't either.
"""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from accounts.models import User
from core.actors import SYSTEM, Actor
from core.workdays import add_workdays, today
from meldcode import events, people_mail
from meldcode.models import Case, Decision, DeputyRequest
from meldcode.scope import AF_PLACE, DECIDER, MANAGER_PLACE, holders_on
from meldcode.services.base import log
from meldcode.workflow import State

Place = DeputyRequest.Place

GRANTS: Final = MappingProxyType(
    {Place.MANAGER: MANAGER_PLACE, Place.AF_HGKM: AF_PLACE, Place.DECIDER: DECIDER}
)
"""Which grant somebody who takes a place gets."""
LEADING: Final = "meldcode.work_on_case"
CONFIRMING: Final = "meldcode.confirm_decision"
SETTLING: Final = "meldcode.settle_decision"


def empty_places(case: Case) -> list[str]:
    """Return the places that nobody inside the case can take today; none in a closed case.

    Two people weigh together (M8): who is the only AF HGKM cannot fill the manager's place as well.
    """
    if case.state == State.CLOSED:
        return []
    leading, confirming = holders_on(case, LEADING), holders_on(case, CONFIRMING)
    alone = leading if len(leading) == 1 else []
    empty: list[str] = [] if leading else [Place.AF_HGKM]
    if not [user for user in confirming if user not in alone]:
        empty.append(Place.MANAGER)
    if case.state == State.DISPUTED and not choosers(case):
        empty.append(Place.DECIDER)
    return empty


def choosers(case: Case) -> list[User]:
    """Return who may choose between two proposals: by a grant, and the author of neither (M8)."""
    waiting = case.decision_set.filter(state=Decision.State.PROPOSED)
    authors = set(waiting.values_list("author_id", flat=True))
    return [user for user in holders_on(case, SETTLING) if user.pk not in authors]


def ask_board(
    *, actor: Actor, case: Case, place: str, cause: str, decision: Decision | None = None
) -> DeputyRequest:
    """Ask the board to name a deputy by the next working day, once while a request is open. Returns it.

    Call it with the case locked. The clock asks in the name of who opened the case: a row names a person.
    """
    waiting = DeputyRequest.objects.open().filter(case=case, place=place).first()
    if waiting is not None:
        return waiting
    due_on = add_workdays(today(), 1)
    request = DeputyRequest.objects.create(
        case=case,
        school_id=case.school_id,
        place=place,
        cause=cause,
        decision=decision,
        asked_by_id=actor.pk or case.opened_by_id,
        due_on=due_on,
        remind_on=due_on,
    )
    log(events.DEPUTY_ASKED, actor=actor, case=case, place=place, cause=cause)
    people_mail.deputy_asked(request)
    return request


def ask_where_empty(*, actor: Actor, case: Case) -> list[DeputyRequest]:
    """Ask the board for each place that is empty. Returns the requests that are new."""
    asked = set(DeputyRequest.objects.open().filter(case=case).values_list("place", flat=True))
    empty = [place for place in empty_places(case) if place not in asked]
    return [
        ask_board(
            actor=actor,
            case=case,
            place=place,
            cause=_cause(case, place),
            decision=_counter(case) if place == Place.DECIDER else None,
        )
        for place in empty
    ]


def _cause(case: Case, place: str) -> str:
    if place == Place.DECIDER:
        return DeputyRequest.Cause.DISAGREEMENT
    involved = case.involvement_set.filter(ended_at__isnull=True).exists()
    return DeputyRequest.Cause.INVOLVED if involved else DeputyRequest.Cause.VACANT


def _counter(case: Case) -> Decision | None:
    waiting = case.decision_set.filter(state=Decision.State.PROPOSED, counter_to__isnull=False)
    return waiting.first()


def drop_unneeded(*, actor: Actor, case: Case) -> list[DeputyRequest]:
    """Close the open requests for places that are filled again, without a deputy. Returns them."""
    empty = empty_places(case)
    waiting = DeputyRequest.objects.select_for_update(of=("self",)).open().filter(case=case)
    return _drop(actor, case, [request for request in waiting if request.place not in empty])


def _drop(actor: Actor, case: Case, requests: Iterable[DeputyRequest]) -> list[DeputyRequest]:
    dropped = list(requests)
    for request in dropped:
        request.done_on, request.done_by_id = today(), actor.pk
        request.save(update_fields=["done_on", "done_by"])
        log(events.DEPUTY_NOT_NEEDED, actor=actor, case=case, place=request.place)
    return dropped


def look_after(case: Case, *, actor: Actor = SYSTEM) -> bool:
    """Bring the requests of a locked case in line with who is inside. Returns whether anything changed."""
    dropped = drop_unneeded(actor=actor, case=case)
    asked = ask_where_empty(actor=actor, case=case)
    return bool(dropped or asked)
