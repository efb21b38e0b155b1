"""What every service of this app does in the same order, and `advance`, which alone sets a state."""

import uuid
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import Refused
from core.once import already_made
from core.views import may
from meldcode.models import Case, CaseRecord
from meldcode.services.pace import keep_pace
from meldcode.workflow import Action, State, next_state

R = TypeVar("R", bound=CaseRecord)


def locked(case_id: uuid.UUID) -> Case:
    """Return the case with its row locked until the end of the transaction: steps queue up here."""
    return Case.objects.select_for_update(of=("self",)).select_related("school").get(pk=case_id)


def require(actor: Actor, permission: str, obj: object) -> None:
    """Ask the rule once more, whatever the page asked. Raises PermissionDenied."""
    if actor.is_system or not may(actor, permission, obj):
        raise PermissionDenied(permission)


def person(actor: Actor) -> int:
    """Return the account that writes a record. Raises PermissionDenied for the system: it decides nothing."""
    if actor.pk is None:
        raise PermissionDenied("a record of a case has a person as its author")
    return actor.pk


def advance(case: Case, action: Action, *, actor: Actor, also: tuple[str, ...] = ()) -> None:
    """Move a locked case, and set the day of the next move. The only code that sets a state.

    Raises IllegalTransition.

    `also` are further columns that were set on the instance and are saved with the state.
    """
    state = next_state(State(case.state), action)
    moved = state != case.state
    if moved or also:
        case.state = state
        case.save(update_fields=["state", *also])
    if moved:
        keep_pace(case, actor=actor)


def needed(text: str, field: str, message: str = "") -> str:
    """Return a compulsory text without white space around it. Raises Refused when it is empty."""
    if not text.strip():
        raise Refused(message or _("Write this down: it is part of the record."), field=field)
    return text.strip()


def log(
    action: str, *, actor: Actor, case: Case, obj: CaseRecord | None = None, **codes: Any
) -> None:
    """Write to the audit log: about the case, with the child it started with, ids and codes only."""
    if obj is not None:
        codes["record"] = str(obj.pk)
    record(action, actor=actor, obj=case, **codes)


def add_record(
    model: type[R],
    *,
    actor: Actor,
    case: Case,
    key: uuid.UUID,
    event: str,
    action: Action = Action.WORK,
    permission: str = "meldcode.work_on_case",
    **fields: Any,
) -> R:
    """Add one record to a case; the same form sent twice is one record. Returns it.

    Raises PermissionDenied, and IllegalTransition when the case is closed.
    """
    made = already_made(model, key, author_id=person(actor), case_id=case.pk)
    if made is not None:
        return made
    case = locked(case.pk)
    require(actor, permission, case)
    advance(case, action, actor=actor)
    new = model(pk=key, case=case, school_id=case.school_id, author_id=person(actor), **fields)
    new.save(force_insert=True)
    log(event, actor=actor, case=case, obj=new)
    return new


def next_number(model: type[R], **where: Any) -> int:
    """Return the number of the next version; call it with the case locked."""
    last: int | None = (
        model._default_manager.filter(**where)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return (last or 0) + 1
