"""What parents read of a signal (A1, R7): written once, when the AF HGKM or the manager opens it.

They read: day and time, kinds, place, the facts, what was heard (never from whom), the view of the
professional (named as a view), what was done and what was agreed. Not who else was there, and nobody
else's name: other children of the school become 'another child', their parents and those named by
initials 'somebody else'. Keeping the interpretation back would make the dossier two dossiers; a parent
may read it and add a view of their own (A1). Who wrote it is not shown: the parents' contact is the school.

The masked reading is kept with the disclosure. A correction is opened to parents anew, after a look at it;
until then they read what was opened before.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import initials
from writing.masking import NameTable, mask_initials

if TYPE_CHECKING:
    from dossiers.models import Signal, SignalVersion

_NARRATIVES = ("place", "facts", "hearsay", "interpretation", "action", "agreement")


@dataclass(frozen=True, slots=True)
class ParentView:
    """A signal as parents read it. Every text is plain text without others' names; '' is 'nothing'."""

    day: date
    time: time | None
    kinds: tuple[str, ...]  # codes of Signal.Kind
    place: str
    facts: str
    hearsay: str
    interpretation: str
    action: str
    agreement: str
    agreement_otherwise: str
    version: int
    corrected: bool

    @property
    def kind_labels(self) -> list[str]:
        """The kinds in words of the reader's language."""
        from dossiers.models import Signal

        return [str(kind.label) for kind in Signal.Kind if kind.value in self.kinds]


def reading(signal: "Signal", version: "SignalVersion", names: NameTable) -> ParentView:
    """Return how parents would read this version: the preview, and what a disclosure keeps."""
    clean = masker(version.others, names)
    texts = {name: clean(getattr(version, name)) for name in _NARRATIVES}
    return ParentView(
        day=version.occurred_on,
        time=version.occurred_at,
        kinds=tuple(version.kinds),
        agreement_otherwise=clean(version.agreement_otherwise),
        version=version.number,
        corrected=version.number > 1,
        **texts,
    )


def masker(others: str, names: NameTable) -> Callable[[str], str]:
    """Return the function that masks a text for parents; `others` are the initials of the record."""
    try:
        listed = initials.parse(others)
    except ValueError:
        listed = [others]
    # The record is in Dutch, whatever the language of the one who discloses it.
    with override("nl"):
        child, somebody = _("another child"), _("somebody else")

    def clean(text: str) -> str:
        masked = names.mask(text, child=child, somebody=somebody)
        return mask_initials(masked, listed, somebody=somebody)

    return clean


def dump(view: ParentView) -> str:
    """Return the reading as the text that a disclosure keeps."""
    return json.dumps(asdict(view), default=str, ensure_ascii=False)


def load(content: str) -> ParentView:
    """Return the reading that `dump` wrote."""
    data = json.loads(content)
    data["day"] = date.fromisoformat(data["day"])
    data["time"] = time.fromisoformat(data["time"]) if data["time"] else None
    data["kinds"] = tuple(data["kinds"])
    return ParentView(**data)
