"""Incidents for tests."""

from typing import Any

from core.context import acting_as
from core.ids import uuid7
from core.workdays import today
from incidents import services
from incidents.models import Incident
from incidents.services import Report

ACCOUNT = "Kanarie: geduwd bij de schommel"


def make_report(**fields: Any) -> Report:
    given = {
        "occurred_on": today(),
        "place": "playground",
        "kind": "bullying",
        "by_whom": "pupils",
        "against_whom": "pupils",
        "account": ACCOUNT,
    } | fields
    return Report(**given)


def make_incident(
    world: Any,
    *,
    reporter: Any = None,
    pupils: Any = None,
    staff: Any = None,
    school: Any = None,
    **fields: Any,
) -> Incident:
    reporter = reporter or world.teacher
    with acting_as(reporter):
        return services.report_incident(
            actor=reporter,
            key=uuid7(),
            school=school or world.school,
            report=make_report(**fields),
            pupils=pupils,
            staff=staff,
        )


def take_up(world: Any, incident: Incident, *, by: Any = None) -> Incident:
    by = by or world.af
    with acting_as(by):
        return services.take_up(actor=by, incident=incident)


def close(world: Any, incident: Incident, *, by: Any = None, result: str = "Opgelost") -> Incident:
    by = by or world.af
    with acting_as(by):
        return services.close_incident(actor=by, incident=incident, result=result)
