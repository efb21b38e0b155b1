"""Step 5: the AF HGKM proposes, the manager confirms or returns. Nobody confirms an own proposal (M8)."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, IllegalTransition, Refused
from core.once import already_made
from core.workdays import today
from meldcode import events, notifications
from meldcode.models import Case, CaseDuty, Decision
from meldcode.reading import steps_taken
from meldcode.services.base import advance, locked, log, needed, person, require
from meldcode.services.duties import arise, finish, open_duties
from meldcode.standing import standing_of
from meldcode.weighing import Outcome
from meldcode.workflow import Action, confirming, follows


@dataclass(frozen=True, slots=True)
class Proposal:
    """The two decisions of step 5 with their reasons and dates, as the AF HGKM proposes them."""

    report: bool
    report_reason: str
    help: bool
    help_reason: str
    help_until: date | None = None
    monitor_on: date | None = None
    deviation_ground: str = ""
    steps_ground: str = ""


@transaction.atomic
def propose_decision(
    *, actor: Actor, case: Case, key: uuid.UUID, seen: int, proposal: Proposal
) -> Decision:
    """Propose whether to report and whether to help (M1 step 5). Returns the decision.

    Raises PermissionDenied; IllegalTransition; Conflict when somebody answered meanwhile (`seen`, see
    answer_question); Refused while the weighing is not finished, while step 3 left no record (M4), for
    a missing reason or date, or when it departs from the weighing (M6), or from steps 1 and 2, without
    a ground.
    """
    made = already_made(Decision, key, author_id=person(actor), case_id=case.pk)
    if made is not None:
        return made
    case = locked(case.pk)
    require(actor, "meldcode.propose_decision", case)
    standing = standing_of(case)
    if seen != standing.last_number:
        raise Conflict(
            _("Somebody answered a question meanwhile. Look at the path before you propose.")
        )
    if standing.outcome is Outcome.OPEN:
        raise Refused(_("The weighing is not finished. Answer the next question first."))
    taken = steps_taken(case)
    if not taken.talk:
        raise Refused(
            _("Step 3 is open. Record the talk with the parents, or why a talk would bring danger.")
        )
    faithful = follows(standing.outcome, report=proposal.report, help=proposal.help)
    complete = taken.signals and taken.consultation
    _check(proposal, faithful=faithful, complete=complete)
    advance(case, Action.PROPOSE)
    decision = Decision(
        pk=key,
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        round=standing.round,
        answers_up_to=standing.last_number,
        outcome=standing.outcome.value,
        report=proposal.report,
        report_reason=proposal.report_reason.strip(),
        help=proposal.help,
        help_reason=proposal.help_reason.strip(),
        help_until=proposal.help_until if proposal.help else None,
        monitor_on=proposal.monitor_on,
        follows_weighing=faithful,
        deviation_ground="" if faithful else proposal.deviation_ground.strip(),
        steps_complete=complete,
        steps_ground="" if complete else proposal.steps_ground.strip(),
    )
    decision.save(force_insert=True)
    log(
        events.DECISION_PROPOSED,
        actor=actor,
        case=case,
        obj=decision,
        outcome=decision.outcome,
        follows_weighing=faithful,
    )
    notifications.proposed(decision)
    return decision


def _check(proposal: Proposal, *, faithful: bool, complete: bool) -> None:
    """Raise Refused for the first thing that is missing, by the field where it belongs."""
    needed(proposal.report_reason, "report_reason")
    needed(proposal.help_reason, "help_reason")
    if not faithful:
        needed(
            proposal.deviation_ground,
            "deviation_ground",
            _("Your proposal departs from the weighing. Write down on what ground."),
        )
    if not complete:
        needed(
            proposal.steps_ground,
            "steps_ground",
            _("Step 1 or 2 left no record. Write down why you decide without it."),
        )
    if proposal.help and (proposal.help_until is None or proposal.help_until <= today()):
        raise Refused(
            _("Agree on a day, later than today, on which the help must show a result."),
            field="help_until",
        )
    if not proposal.report and not proposal.help and proposal.monitor_on is None:
        raise Refused(_("Choose a day on which you look again."), field="monitor_on")
    if proposal.monitor_on is not None and proposal.monitor_on <= today():
        raise Refused(_("Choose a day later than today."), field="monitor_on")


@transaction.atomic
def confirm_decision(*, actor: Actor, decision: Decision) -> Decision:
    """Confirm a proposal of somebody else (M8); the case moves on and its dates arise. Returns it.

    However often and by however many it is sent at once: one transition, one audit row, one mail. The
    same person confirming again changes nothing. Raises PermissionDenied; Refused for the proposer;
    IllegalTransition when it doesn't wait any more.
    """
    case = locked(decision.case_id)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    require(actor, "meldcode.confirm_decision", case)
    _not_own(actor, decision)
    if decision.state == Decision.State.CONFIRMED and decision.confirmed_by_id == actor.pk:
        return decision
    _still_waits(decision)
    advance(case, confirming(report=decision.report, help=decision.help))
    decision.state = Decision.State.CONFIRMED
    decision.confirmed_by_id, decision.confirmed_at = actor.pk, timezone.now()
    decision.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _set_dates(case, decision, actor)
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
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    require(actor, "meldcode.confirm_decision", case)
    _not_own(actor, decision)
    reason = needed(
        reason, "return_reason", _("Write down what is missing, so that it can be mended.")
    )
    _still_waits(decision)
    advance(case, Action.RETURN)
    decision.state = Decision.State.RETURNED
    decision.returned_by_id, decision.returned_at = actor.pk, timezone.now()
    decision.return_reason = reason
    decision.save(update_fields=["state", "returned_by", "returned_at", "return_reason"])
    log(events.DECISION_RETURNED, actor=actor, case=case, obj=decision)
    notifications.returned(decision)
    return decision


def _not_own(actor: Actor, decision: Decision) -> None:
    if decision.author_id == actor.pk:
        raise Refused(
            _(
                "You made this proposal yourself. Two people weigh together: somebody else, the manager "
                "sociale veiligheid, has to confirm it."
            )
        )


def _still_waits(decision: Decision) -> None:
    if decision.state != Decision.State.PROPOSED:
        raise IllegalTransition(
            _(
                "This proposal does not wait any more: it was confirmed or returned. Reload the page."
            )
        )


def _set_dates(case: Case, decision: Decision, actor: Actor) -> None:
    """The new decision's dates take the place of those of an earlier one, and of its help (M5, M10)."""
    replaced = open_duties(
        case, CaseDuty.Kind.HELP_TERM, CaseDuty.Kind.HELP_CHECK, CaseDuty.Kind.MONITORING
    )
    finish(replaced, actor=actor)
    if decision.help and decision.help_until:
        arise(case, CaseDuty.Kind.HELP_TERM, due_on=decision.help_until)
    if decision.monitor_on:
        arise(case, CaseDuty.Kind.MONITORING, due_on=decision.monitor_on)
