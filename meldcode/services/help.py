"""The plan of the help that was decided on, and its interim checks (M5.3–M5.5)."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, IllegalTransition
from core.once import already_made
from meldcode import events
from meldcode.models import Case, CaseDuty, Decision, HelpPlan
from meldcode.services.base import add_record, locked, needed, next_number, person, require
from meldcode.services.duties import Agreed, agree, open_duties


@dataclass(frozen=True, slots=True)
class PlanWords:
    """Who helps, what is done, which result is agreed, and by what it is seen."""

    who: str
    what: str
    result: str
    measured: str


@transaction.atomic
def plan_help(
    *,
    actor: Actor,
    case: Case,
    key: uuid.UUID,
    seen: int,
    words: PlanWords,
    checks: Iterable[Agreed] = (),
) -> HelpPlan:
    """Write a version of the plan; each check becomes a duty, beside those that are open (M5.4).

    The day of question 5 is the decision's: no plan moves it, and no check lies after it. Returns the
    plan. Raises PermissionDenied; IllegalTransition when no help runs; Refused for an empty text or an
    impossible day; Conflict when somebody wrote a version meanwhile (`seen`, see write_letter).
    """
    texts = {name: needed(text, name) for name, text in asdict(words).items()}
    made = already_made(HelpPlan, key, author_id=person(actor), case_id=case.pk)
    if made is not None:
        return made
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    decision, number = running_help(case), next_number(HelpPlan, case=case)
    if number != seen + 1:
        raise Conflict(
            _(
                "A colleague wrote a newer version meanwhile. Compare your text with it, and save again."
            )
        )
    plan = add_record(
        HelpPlan,
        actor=actor,
        case=case,
        key=key,
        event=events.HELP_PLANNED,
        decision=decision,
        number=number,
        **dict[str, Any](texts),
    )
    agree(case, CaseDuty.Kind.HELP_CHECK, checks, plan=plan, until=decision.help_until)
    return plan


def running_help(case: Case) -> Decision:
    """Return the decision whose help runs. Raises IllegalTransition when there is none."""
    decided = Decision.objects.filter(case=case, state=Decision.State.CONFIRMED, help=True)
    latest = decided.order_by("-confirmed_at").first()
    if latest is None or not open_duties(case, CaseDuty.Kind.HELP_TERM):
        raise IllegalTransition(_("No help runs in this case. It is decided on in step 5 first."))
    return latest
