"""What parents read soon, what waits for a decision, what is looked at again; three queries."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import ngettext

from core.due import DueItem
from core.workdays import today
from dossiers.models import DisclosureTerm, Withholding
from dossiers.services.terms import REMIND_BEFORE
from schools.scope import schools_with

_AHEAD = timedelta(days=7)


def items(user: Any) -> list[DueItem]:
    """Return for the AF HGKM what waits, and for the manager what nobody did in time (A1, A4)."""
    af = schools_with(user, "meldcode.open_case")
    manager = schools_with(user, "meldcode.confirm_decision")
    if not af | manager:
        return []
    mine = Q(school__in=af) | Q(school__in=manager, escalated_at__isnull=False)
    day = today()
    terms = DisclosureTerm.objects.open().filter(mine)
    kept = Withholding.objects.open().filter(mine)
    found = (
        _item("decide", *_sum(terms.filter(decide=True, due_on__lte=day + _AHEAD))),
        _item("soon", *_sum(terms.filter(decide=False, due_on__lte=day + REMIND_BEFORE))),
        _item("withheld", *_sum(kept.filter(due_on__lte=day + _AHEAD))),
    )
    return [item for item in found if item is not None]


def _sum(rows: Any) -> tuple[int, date | None]:
    """Return how many there are, and the first day."""
    found = rows.aggregate(number=Count("pk"), first=Min("due_on"))
    return found["number"], found["first"]


def _item(part: str, number: int, first: date | None) -> DueItem | None:
    if not number:
        return None
    title, detail = _words(part, number)
    return DueItem(
        title=title % {"number": number},
        url=f"{reverse('dossiers:parents_reading')}?part={part}",
        kind=f"dossiers.parents_{part}",
        due_on=first,
        detail=detail,
        icon="family",
    )


def _words(part: str, number: int) -> tuple[str, str]:
    if part == "decide":
        return (
            ngettext(
                "Decide whether parents may read %(number)s entry",
                "Decide whether parents may read %(number)s entries",
                number,
            ),
            ngettext("It does not open by itself.", "They do not open by themselves.", number),
        )
    if part == "soon":
        return (
            ngettext(
                "%(number)s entry opens to parents within three days",
                "%(number)s entries open to parents within three days",
                number,
            ),
            ngettext("Look whether that can go on.", "Look whether that can go on.", number),
        )
    return (
        ngettext(
            "Look again at %(number)s entry that is kept from parents",
            "Look again at %(number)s entries that are kept from parents",
            number,
        ),
        ngettext("Is it still needed?", "Is it still needed?", number),
    )
