"""What a case of the Meldcode rests on stays: the Wet Meldcode goes before the AVG (A3, D7)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.context import acting_as_system
from dossiers import keeping
from dossiers.models import Signal


def carries_a_case(entry: Any) -> bool:
    """Return whether the signal is, or was, weighed in a case.

    Asked as SYSTEM: somebody who is shut out of that case may not erase what it rests on.
    """
    with acting_as_system():
        return isinstance(entry, Signal) and entry.case_links.exists()


keeping.register(
    carries_a_case,
    _(
        "The law asks to keep this signal, so it can't be erased. Speak with the AF HGKM or the manager "
        "before you tell the parents why."
    ),
)
