"""The Rapportage Meldcode of a case: its words, version by version (M11)."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from core.actors import Actor
from core.once import already_made
from meldcode import events
from meldcode.models import Case, Rapportage
from meldcode.services.base import locked, log, needed, next_number, person, require


@transaction.atomic
def save_rapportage(
    *, actor: Actor, case: Case, key: uuid.UUID, texts: Mapping[str, str]
) -> Rapportage:
    """Write a version of the Rapportage Meldcode's own words (M11). Returns it; also in a closed case.

    `texts` maps field names of Rapportage to text. Raises PermissionDenied, Refused when a compulsory
    text is empty.
    """
    made = already_made(Rapportage, key, author_id=person(actor), case_id=case.pk)
    if made is not None:
        return made
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    for field in ("subject", "description", "involved"):
        needed(texts.get(field, ""), field)
    new = Rapportage(
        pk=key,
        case=case,
        school_id=case.school_id,
        author_id=person(actor),
        number=next_number(Rapportage, case=case),
        **texts,
    )
    new.save(force_insert=True)
    log(events.RAPPORTAGE_SAVED, actor=actor, case=case, obj=new)
    return new
