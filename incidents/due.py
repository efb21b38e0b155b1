"""What waits in incidents for a person, for 'Vandaag'."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.due import DueItem
from incidents.models import Incident


def due_items(user: Any) -> list[DueItem]:
    """Return new reports of the user's schools and those the user has in hand. One query."""
    return [
        DueItem(
            title=_("New report: take it up") if incident.is_new else _("Work on the incident"),
            url=reverse("incidents:incident", args=[incident.pk]),
            kind=_("Incident"),
            detail=f"{incident.kind_label}, {incident.get_place_display()}",
            urgent=incident.is_new,
            icon="incident",
        )
        for incident in Incident.objects.waiting_for(user).order_by("created_at")
    ]
