"""A disagreement is two proposals, and the board's deputy chooses one (M8; ADR 12)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.context import acting_as_system
from core.errors import Refused
from core.once import already_made
from core.workdays import add_workdays, today
from meldcode import events, notifications
from meldcode.models import Case, CaseDuty, Decision, DeputyRequest
from meldcode.services.base import advance, locked, log, needed, person, require
from meldcode.services.decisions import carry_out, held, not_own, still_waits
from meldcode.services.duties import arise, finish, open_duties
from meldcode.services.places import ask_board, choosers, drop_unneeded
from meldcode.services.proposals import Proposal, proposed, why_not
from meldcode.workflow import Action, State

SETTLE_WORKDAYS = 2
REMIND_WORKDAYS = 1


@transaction.atomic
def disagree(
    *, actor: Actor, decision: Decision, key: uuid.UUID, seen: int, proposal: Proposal
) -> Decision:
    """Write a complete proposal beside one that waits; the board's deputy then chooses. Returns it.

    Same checks as a first proposal. Raises PermissionDenied; IllegalTransition when the first doesn't
    wait any more; Conflict; Refused for its author, for a proposal that decides the same, and for what
    is missing.
    """
    made = already_made(Decision, key, author_id=person(actor), counter_to_id=decision.pk)
    if made is not None:
        return made
    case = locked(decision.case_id)
    first = held(decision)
    require(actor, "meldcode.confirm_decision", case)
    not_own(actor, first)
    still_waits(case, first)
    if (proposal.report, proposal.help) == (first.report, first.help):
        raise Refused(
            _(
                "You decide the same on both. Confirm the proposal, or return it with what is missing."
            ),
            field="report",
        )
    counter = proposed(
        actor=actor, case=case, key=key, seen=seen, proposal=proposal, counter_to=first
    )
    advance(case, Action.DISAGREE, actor=actor)
    counter.save(force_insert=True)
    arise(
        case,
        CaseDuty.Kind.SETTLEMENT,
        due_on=add_workdays(today(), SETTLE_WORKDAYS),
        remind_on=add_workdays(today(), REMIND_WORKDAYS),
    )
    log(events.DISAGREED, actor=actor, case=case, obj=counter)
    notifications.disagreed(counter)
    _find_deputy(case, counter, actor)
    return counter


def _find_deputy(case: Case, counter: Decision, actor: Actor) -> None:
    """Mail the deputy whom the case has already, else ask the board to name one."""
    with acting_as_system():
        if choosers(case):
            notifications.to_settle(counter)
            return
        ask_board(
            actor=actor,
            case=case,
            place=DeputyRequest.Place.DECIDER,
            cause=DeputyRequest.Cause.DISAGREEMENT,
            decision=counter,
        )


@transaction.atomic
def settle(*, actor: Actor, chosen: Decision, ground: str) -> Decision:
    """Decide between the two proposals as the board's deputy, with a ground; the other is set aside.

    Returns the confirmed one. The same person choosing the same again changes nothing. Raises
    PermissionDenied; Refused for who wrote one of them, without a ground, or with one that isn't in full
    sentences when the other proposal is to report and this one isn't (M6); IllegalTransition when they
    don't wait any more.
    """
    case = locked(chosen.case_id)
    chosen = held(chosen)
    require(actor, "meldcode.settle_decision", case)
    if chosen.state == Decision.State.CONFIRMED and chosen.confirmed_by_id == actor.pk:
        return chosen
    still_waits(case, chosen, State.DISPUTED)
    other = held(Decision.objects.exclude(pk=chosen.pk).get(case=case, state=chosen.state))
    for decision in (chosen, other):
        not_own(actor, decision)
    ground = needed(ground, "ground", _("Write down why you choose this proposal."))
    if other.report and not chosen.report:
        ground = why_not(ground, "ground")
    other.state = Decision.State.SET_ASIDE
    other.save(update_fields=["state"])
    carry_out(case, chosen, actor=actor, ground=ground)
    finish(open_duties(case, CaseDuty.Kind.SETTLEMENT), actor=actor)
    with acting_as_system():
        drop_unneeded(actor=actor, case=case)
    log(events.DISAGREEMENT_SETTLED, actor=actor, case=case, obj=chosen, state=case.state)
    notifications.settled(chosen, other)
    return chosen
