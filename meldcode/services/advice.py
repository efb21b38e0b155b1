"""What was done with advice (M1): without it a consultation stays an open point."""

import uuid

from django.db import transaction

from core.actors import Actor
from meldcode import events
from meldcode.models import AdviceFollowed, Consultation
from meldcode.services.base import add_record, needed


@transaction.atomic
def record_advice_followed(
    *, actor: Actor, consultation: Consultation, key: uuid.UUID, followed: str, what: str
) -> AdviceFollowed:
    """Record whether the advice of a consultation was followed, and what was done or why not. Returns it.

    A later record replaces nothing. Raises PermissionDenied, IllegalTransition when the case is closed,
    Refused for an empty text.
    """
    return add_record(
        AdviceFollowed,
        actor=actor,
        case=consultation.case,
        key=key,
        event=events.ADVICE_FOLLOWED,
        consultation=consultation,
        followed=followed,
        what=needed(what, "what"),
    )
