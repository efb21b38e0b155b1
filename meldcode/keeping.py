"""What a case of the Meldcode rests on stays: the Wet Meldcode goes before the AVG (A3, D7)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dossiers import keeping
from dossiers.models import Signal


def carries_a_case(entry: Any) -> bool:
    """Return whether the signal is, or was, weighed in a case."""
    return isinstance(entry, Signal) and entry.case_links.exists()


keeping.register(
    carries_a_case,
    _(
        "This signal belongs to a Meldcode dossier. The law asks to keep it, so it can't be erased. "
        "Do not tell the parents of that dossier without the AF HGKM."
    ),
)
