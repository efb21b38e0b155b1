"""Makers of acute reports for tests."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.ids import uuid7
from meldcode import services
from meldcode.models import Case, Report
from meldcode.services.acute import AcuteReport
from schools.models import Pupil


def urgent(**fields: Any) -> AcuteReport:
    values: dict[str, Any] = {
        "urgency": "acute",
        "grounds": "Het kind durft niet naar huis en heeft striemen.",
        "filed_at": timezone.now() - timedelta(minutes=5),
        "spoken_with": "Medewerker van Veilig Thuis",
        "child_told": "young",
        "not_told_reason": "Veilig Thuis vraagt ons te wachten.",
    }
    return AcuteReport(**(values | fields))


def report_now(
    world: Any,
    pupil: Pupil | None = None,
    *,
    who: str = "af",
    key: uuid.UUID | None = None,
    case: Case | None = None,
    **fields: Any,
) -> Report:
    return services.report_now(
        actor=world.user(who),
        key=key or uuid7(),
        pupil=pupil or world.pupil,
        report=urgent(**fields),
        case=case,
    )
