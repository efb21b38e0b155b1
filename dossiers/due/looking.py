"""Looking that stands out and that nobody reviewed yet: one line a school, one query."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import ngettext

from core.due import DueItem
from dossiers.models import LookFinding
from schools.scope import schools_with


def items(user: Any) -> list[DueItem]:
    """Return what `user` has to review, a school at a time."""
    if not schools_with(user, "dossiers.review_looks"):
        return []
    waiting = LookFinding.objects.visible_to(user).waiting().order_by()
    schools = waiting.values("school_id", "school__name").annotate(
        count=Count("pk"), since=Min("day")
    )
    return [
        DueItem(
            title=ngettext(
                "Looking into dossiers that stands out: %(count)d time",
                "Looking into dossiers that stands out: %(count)d times",
                row["count"],
            )
            % {"count": row["count"]},
            url=reverse("dossiers:findings"),
            kind="dossiers.findings",
            detail=row["school__name"],
            icon="seen",
        )
        for row in schools.order_by("school__name")
    ]
