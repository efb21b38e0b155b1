"""What was agreed is done, each once; more is agreed; and one looks back with those involved (M9–M11)."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import IllegalTransition, Refused
from core.once import already_made
from core.workdays import today
from meldcode import events
from meldcode.models import Case, CaseDuty, Evaluation, Feedback, MonitoringNote
from meldcode.services.base import add_record, advance, locked, log, needed, person, require
from meldcode.services.duties import Agreed, agree, finish
from meldcode.workflow import Action


@transaction.atomic
def add_agreements(
    *, actor: Actor, feedback: Feedback, key: uuid.UUID, rows: Iterable[Agreed]
) -> list[CaseDuty]:
    """Add agreements that were made with Veilig Thuis to what it told (M9). Returns their duties.

    The first has `key`: the same form sent twice adds nothing. Raises PermissionDenied,
    IllegalTransition when the case is closed, Refused without any, or for a day that has passed.
    """
    return _add(
        actor,
        feedback.case,
        CaseDuty.Kind.AGREEMENT,
        rows,
        key=key,
        event=events.AGREEMENTS_ADDED,
        feedback=feedback,
    )


@transaction.atomic
def agree_aftercare(
    *, actor: Actor, case: Case, key: uuid.UUID, rows: Iterable[Agreed]
) -> list[CaseDuty]:
    """Agree on what follows when the help has ended: what, by whom, when (M5.5). Returns the duties.

    Raises as add_agreements.
    """
    kind, event = CaseDuty.Kind.AFTERCARE, events.AFTERCARE_AGREED
    return _add(actor, case, kind, rows, key=key, event=event)


def _add(
    actor: Actor,
    case: Case,
    kind: str,
    rows: Iterable[Agreed],
    *,
    key: uuid.UUID,
    event: str,
    feedback: Feedback | None = None,
) -> list[CaseDuty]:
    made = already_made(CaseDuty, key, case_id=case.pk, kind=kind)
    if made is not None:
        return [made]
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    advance(case, Action.WORK, actor=actor)
    duties = agree(case, kind, rows, key=key, feedback=feedback)
    if not duties:
        raise Refused(_("Fill in at least one agreement, with its day."))
    log(event, actor=actor, case=case, count=len(duties))
    return duties


@transaction.atomic
def do_agreed(
    *, actor: Actor, duty: CaseDuty, key: uuid.UUID, happened_on: date, findings: str
) -> MonitoringNote:
    """Record that an agreement, an interim check or aftercare was done, and how it is (M10). Returns it.

    Done once, on the day on which it happened. Raises PermissionDenied; IllegalTransition when it was
    done already, isn't of these kinds, or the case is closed; Refused for an empty text or a day in
    the future.
    """
    made = already_made(MonitoringNote, key, author_id=person(actor), duty_id=duty.pk)
    if made is not None:
        return made
    case = locked(duty.case_id)
    require(actor, "meldcode.work_on_case", case)
    findings = needed(findings, "findings")
    if happened_on > today():
        raise Refused(_("This day is in the future."), field="happened_on")
    duty = CaseDuty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    if not duty.is_open or not duty.is_agreed:
        raise IllegalTransition(_("This was recorded already. Reload the page."))
    note = add_record(
        MonitoringNote,
        actor=actor,
        case=case,
        key=key,
        event=events.AGREEMENT_DONE,
        happened_on=happened_on,
        findings=findings,
        duty=duty,
    )
    finish([duty], actor=actor, on=happened_on)
    return note


@dataclass(frozen=True, slots=True)
class LookBack:
    """What those involved say when they look back on a case."""

    happened_on: date
    spoken_with: str
    went_well: str
    better: str = ""
    family_view: str = ""


@transaction.atomic
def evaluate(*, actor: Actor, case: Case, key: uuid.UUID, look_back: LookBack) -> Evaluation:
    """Record how those involved look back, before the case is closed (M10, M11). Returns it.

    Raises PermissionDenied, IllegalTransition when the case is closed, Refused for an empty text or a
    day in the future.
    """
    if look_back.happened_on > today():
        raise Refused(_("This day is in the future."), field="happened_on")
    texts = asdict(look_back)
    for field in ("spoken_with", "went_well"):
        needed(texts[field], field)
    return add_record(Evaluation, actor=actor, case=case, key=key, event=events.EVALUATED, **texts)
