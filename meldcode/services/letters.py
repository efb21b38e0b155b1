"""The letter to Veilig Thuis: its own words, in versions; the rest comes from the case (M8)."""

import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict
from meldcode import events
from meldcode.models import Case, ReportLetter
from meldcode.services.base import add_record, locked, needed, next_number


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What worries the school, what parents and child know, and what is asked of Veilig Thuis."""

    worry: str
    told: str
    request: str


@transaction.atomic
def write_letter(
    *, actor: Actor, case: Case, key: uuid.UUID, seen: int, words: LetterWords
) -> ReportLetter:
    """Write a version of the letter (M8). The AF HGKM may prepare it, the manager sends it. Returns it.

    `seen` is the version from which the form started. Raises PermissionDenied, IllegalTransition when
    the case is closed, Refused for an empty text, Conflict when somebody wrote a version meanwhile.
    """
    texts = {name: needed(text, name) for name, text in asdict(words).items()}
    existing = ReportLetter.objects.filter(pk=key).exists()
    number = next_number(ReportLetter, case=locked(case.pk))
    if not existing and number != seen + 1:
        raise Conflict(
            _(
                "A colleague wrote a newer version meanwhile. Compare your text with it, and save again."
            )
        )
    return add_record(
        ReportLetter,
        actor=actor,
        case=case,
        key=key,
        event=events.LETTER_WRITTEN,
        permission="meldcode.write_letter",
        number=number,
        **dict[str, Any](texts),
    )
