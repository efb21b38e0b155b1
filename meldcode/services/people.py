"""Who is kept out of a case, who is let back in, and who reads along in the case team (R1, M8)."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.actors import Actor
from core.context import acting_as_system
from core.errors import Refused
from core.ids import uuid7
from core.once import already_made
from core.workdays import today
from meldcode import events, people_mail
from meldcode.models import Case, CaseGrant, Involvement
from meldcode.scope import READER
from meldcode.services.base import locked, log, needed, person, require
from meldcode.services.deputies import check_day, end_places, kept_away
from meldcode.services.places import ask_where_empty, look_after
from schools import grants
from schools.overview import colleagues_of_board

MANAGE = "meldcode.manage_people"


def people_to_shut_out(case: Case, actor: Actor) -> list[User]:
    """Return whom `actor` may keep out: who works for the board or was let in, and is not out already.

    Not themselves: stepping back is a page of its own.
    """
    with acting_as_system():
        out = case.involvement_set.filter(ended_at__isnull=True).values("person")
        inside = User.objects.filter(pk__in=case.grants.values("user"), is_active=True)
        found = {*colleagues_of_board(case.school.board).exclude(pk__in=out), *inside}
        found -= set(User.objects.filter(pk__in=out)) | {actor}
        return sorted(found, key=lambda user: (user.display_name, user.pk))


@transaction.atomic
def shut_out_person(
    *, actor: Actor, case: Case, key: uuid.UUID, who: User, kind: str, reason: str
) -> Involvement:
    """Keep `who` out of a case, because they are involved in person; from now on it does not exist for them.

    By AF HGKM, manager or their deputy; about themselves by anyone who reads the case: stepping back.
    What they were given in the case ends, questions to them are taken back, and the board is told
    without a name. Whose place is empty by it, for that the board is asked for a deputy. Returns the
    record. Raises PermissionDenied; Refused without a reason or for somebody who has no part in it.
    """
    # As SYSTEM: who steps back can't write about a case that does not exist for them any more.
    with acting_as_system():
        made = already_made(Involvement, key, author_id=person(actor), case_id=case.pk)
        if made is not None:
            return made
        case = locked(case.pk)
        own = who.pk == actor.pk
        require(actor, "meldcode.view_case" if own else MANAGE, case)
        if not own and who not in people_to_shut_out(case, actor):
            raise Refused(_("Choose somebody who works for this board."), field="who")
        made = _shut_out(actor, case, who, kind, needed(reason, "reason"), key=key)
        if not ask_where_empty(actor=actor, case=case):
            people_mail.shut_out(made)
        return made


def shut_out_at_opening(
    *, actor: Actor, case: Case, people: Iterable[User], kind: str, reason: str
) -> list[Involvement]:
    """Keep people out of a case from its first moment; for the service that opens it. Returns the records.

    Call it inside the opening's transaction, after the case and its children were saved and before any
    mail. Raises PermissionDenied; Refused without a reason, for oneself, or for somebody outside.
    """
    chosen = list(people)
    if not chosen:
        return []
    with acting_as_system():
        require(actor, MANAGE, case)
        reason = needed(
            reason, "shut_out_reason", _("Write down why these people are kept out of the case.")
        )
        possible = people_to_shut_out(case, actor)
        if any(who not in possible for who in chosen):
            raise Refused(_("Choose somebody who works for this board."), field="shut_out")
        made = [_shut_out(actor, case, who, kind, reason) for who in chosen]
        if not ask_where_empty(actor=actor, case=case):
            people_mail.shut_out(made[0])
        return made


def _shut_out(
    actor: Actor, case: Case, who: User, kind: str, reason: str, *, key: uuid.UUID | None = None
) -> Involvement:
    made = Involvement(
        pk=key or uuid7(),
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        person=who,
        kind=kind,
        reason=reason,
    )
    made.save(force_insert=True)
    end_places(actor=actor, case=case, who=who)
    for question in case.questions.open().filter(asked_of=who):
        question.done_on, question.done_by_id = today(), actor.pk
        question.save(update_fields=["done_on", "done_by"])
    log(events.PERSON_SHUT_OUT, actor=actor, case=case, obj=made, person=who.pk, kind=kind)
    return made


@transaction.atomic
def let_back_in(*, actor: Actor, involvement: Involvement, reason: str) -> Involvement:
    """End that somebody is kept out, with the reason. Returns the record; a second time changes nothing.

    Never by that person: for them neither the case nor this row exists. What they were given earlier does
    not come back. Raises PermissionDenied; Refused without a reason.
    """
    case = locked(involvement.case_id)
    require(actor, MANAGE, case)
    row = Involvement.objects.select_for_update(of=("self",)).get(pk=involvement.pk)
    if row.ended_at is not None:
        return row
    row.end_reason = needed(reason, "reason")
    row.ended_at, row.ended_by_id = timezone.now(), person(actor)
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    log(events.SHUTTING_OUT_ENDED, actor=actor, case=case, obj=row, person=row.person_id)
    with acting_as_system():
        look_after(case, actor=actor)
    return row


def people_for_team(case: Case, actor: Actor) -> list[User]:
    """Return who may be let into the case team: colleagues of the board whom nothing keeps away."""
    no = {*kept_away(case), actor.pk}
    return list(colleagues_of_board(case.school.board).exclude(pk__in=[key for key in no if key]))


@transaction.atomic
def give_access(*, actor: Actor, case: Case, who: User, reason: str, expires_on: date) -> CaseGrant:
    """Let a colleague of the board read this case until a day (R1). A second time replaces the first.

    Returns the grant. Raises PermissionDenied; Refused for who is kept out, has a child in the case or
    does not work for the board, without a reason, and for a day in the past or more than a year ahead.
    """
    case = locked(case.pk)
    require(actor, MANAGE, case)
    if who not in people_for_team(case, actor):
        raise Refused(
            _("This person cannot be let into the case. Choose somebody else."), field="who"
        )
    check_day(expires_on, field="expires_on")
    given: CaseGrant = grants.grant(
        actor=actor,
        user=who,
        permission=READER,
        obj=case,
        reason=needed(reason, "reason"),
        expires_on=expires_on,
    )
    people_mail.access_given(given)
    return given


@transaction.atomic
def end_access(*, actor: Actor, case: Case, given_id: uuid.UUID) -> None:
    """End that somebody of the case team reads along, now. Twice is once.

    Raises PermissionDenied; Refused for a deputy, whom the board named: that ends on its day.
    """
    case = locked(case.pk)
    require(actor, MANAGE, case)
    given = case.grants.select_related("permission").filter(pk=given_id).first()
    if given is None:
        return
    if given.permission.codename != READER:
        raise Refused(_("The board named this deputy. It ends on its day, or when they step back."))
    grants.end(actor=actor, given=given)
