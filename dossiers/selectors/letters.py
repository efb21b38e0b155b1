"""What a parent may read of talks: letters and reports, of which the last one counts. No writes."""

from collections.abc import Iterable
from typing import Any

from dossiers.disclosure import reading_in
from dossiers.models import Disclosure


def newest(opened: Iterable[Disclosure]) -> dict[str, tuple[Disclosure, Any]]:
    """Return by talk the last letter or report of `opened` (oldest first), with its reading.

    What was erased on a parent's request has no reading, and is left out.
    """
    found: dict[str, tuple[Disclosure, Any]] = {}
    for one in opened:
        reading = reading_in(one)
        if reading is None:
            continue
        before = found.get(reading.series)
        # An earlier version that is opened later (again, to one parent) is not the newest.
        if before is None or getattr(reading, "version", 0) >= getattr(before[1], "version", 0):
            found[reading.series] = (one, reading)
    return found


def is_newest(user: Any, opened: Disclosure) -> bool:
    """Return whether no later version of this report is open to `user`."""
    own = reading_in(opened)
    reports = Disclosure.objects.open_to(user).filter(pupil=opened.pupil_id, report__isnull=False)
    last = newest(reports).get(own.series) if own is not None else None
    return last is not None and last[0].report_id == opened.report_id
