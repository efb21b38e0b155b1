"""What the pages show about people: of one case to who is inside, of requests to the board. No writes."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import User
from core.context import acting_as_system
from core.views import may
from core.workdays import today
from dossiers.models import HandOver
from meldcode.models import (
    CaseGrant,
    CaseHandOver,
    CaseQuestion,
    DeputyRequest,
    Involvement,
)
from meldcode.reading import CaseFile, HandOverStatus, hand_over_status
from meldcode.scope import READER
from meldcode.services.places import GRANTS
from schools.kept_out import pupils_kept_from

HISTORY = 50
PLACES = {grant: DeputyRequest.Place(place).label for place, grant in GRANTS.items()}


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who takes a place in a case, and until when."""

    user: User
    place: Any
    until: date


@dataclass(frozen=True, slots=True)
class People:
    """Who is in a case and who is not, and what this reader may do about it."""

    team: list[CaseGrant]
    deputies: list[Deputy]
    kept_out: list[Involvement]
    let_in: list[Involvement]
    requests: list[DeputyRequest]
    questions: list[CaseQuestion]
    can_manage: bool
    can_ask: bool


def people_of(user: Any, file: CaseFile) -> People:
    """Return the people of a case as `user` sees them; no query beside those of the file and of rights."""
    case = file.case
    running = [given for given in file.team if given.expires_on >= today()]
    return People(
        team=[given for given in running if given.permission.codename == READER],
        deputies=[
            Deputy(given.user, PLACES[given.permission.codename], given.expires_on)
            for given in running
            if given.permission.codename in PLACES
        ],
        kept_out=[row for row in file.involvements if row.ended_at is None],
        let_in=[row for row in file.involvements if row.ended_at is not None],
        requests=[request for request in file.deputy_requests if request.is_open],
        questions=file.questions,
        can_manage=may(user, "meldcode.manage_people", case),
        can_ask=may(user, "meldcode.ask_colleague", case) and case.state != "closed",
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the board is asked, and what it answered: all that it knows of these cases (R4)."""

    waiting: list[DeputyRequest]
    answered: list[DeputyRequest]


def asked_of_board(user: Any) -> Asked:
    """Return the requests of the boards to which `user` belongs: two queries."""
    found = DeputyRequest.objects.for_board(user).select_related("school", "deputy", "done_by")
    done = found.filter(done_on__isnull=False).order_by("-done_on", "-pk")
    return Asked(list(found.open()), list(done[:HISTORY]))


def questions_about(hand_over: HandOver, user: Any) -> list[CaseQuestion]:
    """Return what was asked of `user` in the case that a hand-over of theirs was taken into (R1).

    Which case that is, is asked as SYSTEM; nothing of it is returned.
    """
    with acting_as_system():
        link = CaseHandOver.objects.filter(hand_over=hand_over).first()
    if link is None:
        return []
    found = CaseQuestion.objects.asked_of(user).filter(case_id=link.case_id)
    return list(found.order_by("-created_at"))


def status_for(hand_over: HandOver, user: Any) -> HandOverStatus | None:
    """Return what `user` may know of a hand-over's case: since when, and whether it is closed (R1).

    Who is shut out of it by now reads no more than their own hand-over says: that it was taken, and when.
    """
    if hand_over.pupil_id not in pupils_kept_from(user):
        return hand_over_status(hand_over)
    return HandOverStatus(hand_over.taken_at, False) if hand_over.taken_at else None


def involvement_of(case: Any, key: UUID) -> Involvement | None:
    """Return who is kept out of this case, by the id of the record."""
    found: Involvement | None = case.involvement_set.select_related("person").filter(pk=key).first()
    return found
