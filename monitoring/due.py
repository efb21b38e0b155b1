"""What waits for the board: rounds of the yearly monitoring that have begun (B3)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.due import DueItem
from core.workdays import today
from monitoring.models import MonitoringRound
from schools.scope import schools_with


def due_items(user: Any) -> list[DueItem]:
    """Return the rounds that `user` is to conclude: one query, none for who has no such right."""
    if not schools_with(user, "monitoring.conclude_round"):
        return []
    rounds = MonitoringRound.objects.to_conclude_by(user).begun(today())
    return [
        DueItem(
            title=_("Monitoring of %(year)s") % {"year": round_.school_year},
            url=reverse("monitoring:round", args=[round_.pk]),
            kind="monitoring.round",
            due_on=round_.due_on,
            detail=_("%(school)s: discuss the figures and conclude") % {"school": round_.school},
            icon="chart",
        )
        for round_ in rounds.select_related("school", "school_year")
    ]
