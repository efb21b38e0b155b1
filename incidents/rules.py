"""Permissions of this app. A reporter sees the own report and may correct it; the handling is not theirs.

Who took the initiative in an incident may nothing with it, whatever their role (P2).
"""

from typing import Any

import rules

from incidents.models import Incident, IncidentStaff
from incidents.scope import shut_out
from schools.scope import holds


@rules.predicate  # type: ignore[untyped-decorator]
def is_reporter(user: Any, incident: Any = None) -> bool:
    """Whether the user reported it themselves; without an object: might have."""
    return incident is None or (incident.reporter_id == user.pk and incident.imported_in_id is None)


@rules.predicate  # type: ignore[untyped-decorator]
def is_inside(user: Any, obj: Any = None) -> bool:
    """Whether the user isn't shut out of this incident; of a school, or without an object: yes."""
    incident = obj.incident if isinstance(obj, IncidentStaff) else obj
    return not isinstance(incident, Incident) or incident.pk not in shut_out(user)


sees_register = holds("incidents.view_register")
handles = holds("incidents.handle_incident")

rules.add_perm("incidents.register_incident", holds("incidents.register_incident"))
rules.add_perm("incidents.view_register", sees_register)
rules.add_perm(
    "incidents.view_incident",
    holds("incidents.view_incident") & is_inside & (is_reporter | sees_register),
)
rules.add_perm(
    "incidents.correct_account",
    holds("incidents.correct_account") & is_inside & (is_reporter | handles),
)
rules.add_perm("incidents.handle_incident", handles & is_inside)
rules.add_perm("incidents.take_back_colleague", handles & is_inside)
rules.add_perm("incidents.import_register", holds("incidents.import_register"))
