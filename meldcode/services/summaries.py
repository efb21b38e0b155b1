"""The summary without names for whoever asks Veilig Thuis for advice (A5)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, Refused
from meldcode import events
from meldcode.identifying import WORDS, Hit, identifying, plain
from meldcode.models import AnonymousSummary, Case
from meldcode.services.base import add_record, locked, needed, next_number, require

_NAMED = 8  # of what was found so many are named; the others show when these are gone


@transaction.atomic
def write_summary(
    *, actor: Actor, case: Case, key: uuid.UUID, seen: int, text: str
) -> AnonymousSummary:
    """Keep a version of the summary. `seen` is the version the form started from. Returns it.

    Raises PermissionDenied, IllegalTransition when the case is closed; Refused (field `text`) when it is
    empty, or when a name of the school or something else that can tell about whom it is stands in it;
    Conflict when somebody wrote a version meanwhile.
    """
    text = plain(needed(text, "text"))
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    existing = AnonymousSummary.objects.filter(pk=key).exists()
    number = next_number(AnonymousSummary, case=case)
    if not existing:
        if number != seen + 1:
            raise Conflict(
                _(
                    "A colleague wrote a newer version meanwhile. Compare your text with it, and save again."
                )
            )
        found = identifying(case).hits(text)
        if found:
            raise Refused(told(found), field="text")
    return add_record(
        AnonymousSummary,
        actor=actor,
        case=case,
        key=key,
        event=events.SUMMARY_WRITTEN,
        number=number,
        text=text,
    )


def told(found: list[Hit]) -> str:
    """Return in words what was found, each once: for who wrote it, never for a log."""
    once = {(hit.found.casefold(), hit.sort): hit for hit in found}
    named = [f"“{hit.found[:60]}” ({WORDS[hit.sort]})" for hit in once.values()]
    return _(
        "This can tell about whom it is: %(found)s. Write it in other words, such as ‘the child’ or ‘a parent’. "
        "Is it an ordinary word that is a name as well? Then write it in small letters."
    ) % {"found": ", ".join(named[:_NAMED])}
