"""What waits for a person: each app's `due.py` returns these, 'Vandaag' joins them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing to do. `due_on` None means: as soon as possible; `urgent` puts it on top."""

    title: str
    url: str
    kind: str
    due_on: date | None = None
    detail: str = ""
    urgent: bool = False
    icon: str = "todo"
