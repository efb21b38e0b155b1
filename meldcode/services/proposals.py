"""A proposal of the two decisions of step 5, by the AF HGKM or by a manager who disagrees (M1, M6, M8)."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, Refused
from core.workdays import today
from meldcode.models import Case, CaseDuty, Decision, Report
from meldcode.reading import StepsTaken, acute_report_of, steps_taken
from meldcode.sentences import LEAST_WORDS, full_sentences
from meldcode.services.base import needed, person
from meldcode.services.duties import open_duties
from meldcode.standing import Standing, standing_of
from meldcode.weighing import Outcome
from meldcode.workflow import follows


@dataclass(frozen=True, slots=True)
class Proposal:
    """The two decisions of step 5 with their reasons and dates, as somebody proposes them."""

    report: bool
    report_reason: str
    help: bool
    help_reason: str
    help_until: date | None = None
    monitor_on: date | None = None
    deviation_ground: str = ""
    steps_ground: str = ""


def proposed(
    *,
    actor: Actor,
    case: Case,
    key: uuid.UUID,
    seen: int,
    proposal: Proposal,
    counter_to: Decision | None = None,
) -> Decision:
    """Return a complete proposal about a locked case, not saved yet. See `decisions`, `disputes`.

    Raises Conflict when somebody answered meanwhile; Refused while the weighing is not finished, while
    step 3 left no record (M4; an acute report doesn't wait for it, M7), for a missing reason or date,
    for a reason not to report that isn't in full sentences, or when it departs from the weighing (M6)
    or from steps 1 and 2 without a ground.
    """
    standing, taken, acute = standing_of(case), steps_taken(case), acute_report_of(case)
    _ready(standing, taken, acute, seen)
    faithful = follows(standing.outcome, report=proposal.report, help=proposal.help)
    complete = taken.signals and taken.consultation
    _reasons(proposal, faithful=faithful, complete=complete, acute=acute)
    _dates(proposal, heard=acute is not None and not waits(case, acute))
    return Decision(
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
        counter_to=counter_to,
    )


def _ready(standing: Standing, taken: StepsTaken, acute: Report | None, seen: int) -> None:
    """Raise Conflict or Refused while it is too early to propose anything."""
    if seen != standing.last_number:
        raise Conflict(
            _("Somebody answered a question meanwhile. Look at the path before you propose.")
        )
    if standing.outcome is Outcome.OPEN:
        raise Refused(_("The weighing is not finished. Answer the next question first."))
    if not taken.talk and acute is None:
        raise Refused(
            _("Step 3 is open. Record the talk with the parents, or why a talk would bring danger.")
        )


def _reasons(proposal: Proposal, *, faithful: bool, complete: bool, acute: Report | None) -> None:
    """Raise Refused for the first reason or ground that is missing, by the field where it belongs."""
    if acute is not None and not proposal.report:
        raise Refused(
            _("This was reported already, because it was acute. That stands: choose yes here."),
            field="report",
        )
    if proposal.report:
        needed(proposal.report_reason, "report_reason")
    else:
        why_not(proposal.report_reason, "report_reason")
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


def why_not(reason: str, field: str) -> str:
    """Return a reason not to report. Raises Refused when it isn't in full sentences (M6)."""
    if not full_sentences(reason):
        raise Refused(
            _(
                "Write in full sentences why there is no report: at least %(count)s words, with a capital "
                "and a full stop. Somebody else must be able to follow it later."
            )
            % {"count": LEAST_WORDS},
            field=field,
        )
    return reason.strip()


def _dates(proposal: Proposal, *, heard: bool) -> None:
    """Raise Refused when a day is missing, or isn't later than today (M5, M10)."""
    if proposal.help and (proposal.help_until is None or proposal.help_until <= today()):
        raise Refused(
            _("Agree on a day, later than today, on which the help must show a result."),
            field="help_until",
        )
    watched = proposal.help or (proposal.report and not heard)
    if not watched and proposal.monitor_on is None:
        raise Refused(_("Choose a day on which you look again."), field="monitor_on")
    if proposal.monitor_on is not None and proposal.monitor_on <= today():
        raise Refused(_("Choose a day later than today."), field="monitor_on")


def waits(case: Case, report: Report) -> bool:
    """Return whether Veilig Thuis still has to decide on a report (M9)."""
    waiting = open_duties(case, CaseDuty.Kind.VEILIG_THUIS_DECISION)
    return any(duty.report_id == report.pk for duty in waiting)
