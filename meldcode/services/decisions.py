"""Step 5: the AF HGKM proposes, the manager confirms or returns. Nobody confirms an own proposal (M8)."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import IllegalTransition, Refused
from core.once import already_made
from core.workdays import add_workdays, today
from meldcode import events, notifications
from meldcode.models import Case, CaseDuty, Decision
from meldcode.reading import acute_report_of
from meldcode.services.base import advance, locked, log, needed, person, require
from meldcode.services.duties import arise, finish, open_duties
from meldcode.services.proposals import Proposal, proposed, waits
from meldcode.workflow import Action, State, confirming

SOON_WORKDAYS = 5
"""A case that nobody gave a day is looked at again within as many working days."""


@transaction.atomic
def propose_decision(
    *, actor: Actor, case: Case, key: uuid.UUID, seen: int, proposal: Proposal
) -> Decision:
    """Propose whether to report and whether to help (M1 step 5). Returns the decision.

    Raises PermissionDenied; IllegalTransition; Conflict when somebody answered meanwhile (`seen`, see
    answer_question); Refused for what is missing, see `proposals.proposed`.
    """
    made = already_made(Decision, key, author_id=person(actor), case_id=case.pk)
    if made is not None:
        return made
    case = locked(case.pk)
    require(actor, "meldcode.propose_decision", case)
    decision = proposed(actor=actor, case=case, key=key, seen=seen, proposal=proposal)
    advance(case, Action.PROPOSE, actor=actor)
    decision.save(force_insert=True)
    log(
        events.DECISION_PROPOSED,
        actor=actor,
        case=case,
        obj=decision,
        outcome=decision.outcome,
        follows_weighing=decision.follows_weighing,
    )
    notifications.proposed(decision)
    return decision


@transaction.atomic
def confirm_decision(*, actor: Actor, decision: Decision, ground: str = "") -> Decision:
    """Confirm a proposal of somebody else (M8); the case moves on and its dates arise. Returns it.

    `ground` is the confirmer's own, needed when the proposal departs from the weighing (M6). However
    often and by however many it is sent at once: one transition, one audit row, one mail. The same
    person confirming again changes nothing. Raises PermissionDenied; Refused for the proposer, or
    without a ground; IllegalTransition when it doesn't wait any more.
    """
    case = locked(decision.case_id)
    decision = held(decision)
    require(actor, "meldcode.confirm_decision", case)
    not_own(actor, decision)
    if decision.state == Decision.State.CONFIRMED and decision.confirmed_by_id == actor.pk:
        return decision
    still_waits(case, decision)
    if not decision.follows_weighing:
        needed(
            ground,
            "confirm_ground",
            _("This departs from the weighing. Write down yourself why you agree with it."),
        )
    carry_out(case, decision, actor=actor, ground="" if decision.follows_weighing else ground)
    log(events.DECISION_CONFIRMED, actor=actor, case=case, obj=decision, state=case.state)
    notifications.confirmed(decision)
    return decision


@transaction.atomic
def return_decision(*, actor: Actor, decision: Decision, reason: str) -> Decision:
    """Send a proposal back to the AF HGKM with the reason. Returns it.

    Raises PermissionDenied; Refused for the proposer or without a reason; IllegalTransition when it
    doesn't wait any more.
    """
    case = locked(decision.case_id)
    decision = held(decision)
    require(actor, "meldcode.confirm_decision", case)
    not_own(actor, decision)
    reason = needed(
        reason, "return_reason", _("Write down what is missing, so that it can be mended.")
    )
    still_waits(case, decision)
    advance(case, Action.RETURN, actor=actor)
    decision.state = Decision.State.RETURNED
    decision.returned_by_id, decision.returned_at = actor.pk, timezone.now()
    decision.return_reason = reason
    decision.save(update_fields=["state", "returned_by", "returned_at", "return_reason"])
    log(events.DECISION_RETURNED, actor=actor, case=case, obj=decision)
    notifications.returned(decision)
    return decision


def held(decision: Decision) -> Decision:
    """Return the decision anew, its row locked; its case is locked before it."""
    return Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)


def not_own(actor: Actor, decision: Decision) -> None:
    """Raise Refused when `actor` made the proposal (M8)."""
    if decision.author_id == actor.pk:
        raise Refused(
            _(
                "You made this proposal yourself. Two people weigh together: somebody else, the manager "
                "sociale veiligheid, has to confirm it."
            )
        )


def still_waits(case: Case, decision: Decision, state: State = State.PROPOSED) -> None:
    """Raise IllegalTransition when the case isn't in `state` or the proposal doesn't wait any more."""
    if case.state != state or decision.state != Decision.State.PROPOSED:
        raise IllegalTransition(
            _(
                "This proposal does not wait any more: it was confirmed or returned. Reload the page."
            )
        )


def carry_out(case: Case, decision: Decision, *, actor: Actor, ground: str) -> None:
    """Confirm a waiting proposal of a locked case: its state, what it covers, its dates.

    An acute report that was filed before is covered by it, and the case goes on as reported (M7).
    """
    acute = acute_report_of(case) if decision.report else None
    heard = acute is not None and not waits(case, acute)
    advance(
        case,
        confirming(
            report=decision.report, help=decision.help, reported=acute is not None, heard=heard
        ),
        actor=actor,
    )
    decision.state = Decision.State.CONFIRMED
    decision.confirmed_by_id, decision.confirmed_at = actor.pk, timezone.now()
    decision.confirm_ground, decision.covers = ground.strip(), acute
    decision.save(
        update_fields=["state", "confirmed_by", "confirmed_at", "confirm_ground", "covers"]
    )
    if acute is not None:
        finish(open_duties(case, CaseDuty.Kind.ACUTE_DECISION), actor=actor)
    _set_dates(case, decision, actor)


def _set_dates(case: Case, decision: Decision, actor: Actor) -> None:
    """The new decision's dates take the place of those of an earlier one (M5, M10).

    The term of help ends with the decision on its result, and its checks with it. A day on which to look
    again stays until another one takes its place, and a case that is only monitored is never without one.
    """
    of_help = open_duties(case, CaseDuty.Kind.HELP_TERM, CaseDuty.Kind.HELP_CHECK)
    finish(of_help, actor=actor)
    if decision.help and decision.help_until:
        arise(case, CaseDuty.Kind.HELP_TERM, due_on=decision.help_until)
    watching = open_duties(case, CaseDuty.Kind.MONITORING)
    next_on = decision.monitor_on
    if next_on is None and case.state == State.MONITORING and not watching:
        # Veilig Thuis was heard while the proposal waited, and no day came with it.
        next_on = add_workdays(today(), SOON_WORKDAYS)
    if next_on is not None:
        finish(watching, actor=actor)
        arise(case, CaseDuty.Kind.MONITORING, due_on=next_on)
