"""Permissions of this app. A reporter sees the own report and may correct it; the handling is not theirs."""

from typing import Any

import rules

from schools.scope import holds


@rules.predicate  # type: ignore[untyped-decorator]
def is_reporter(user: Any, incident: Any = None) -> bool:
    """Whether the user reported it; without an object: might have."""
    return incident is None or incident.reporter_id == user.pk


sees_register = holds("incidents.view_register")
handles = holds("incidents.handle_incident")

rules.add_perm("incidents.register_incident", holds("incidents.register_incident"))
rules.add_perm("incidents.view_register", sees_register)
rules.add_perm(
    "incidents.view_incident", holds("incidents.view_incident") & (is_reporter | sees_register)
)
rules.add_perm(
    "incidents.correct_account", holds("incidents.correct_account") & (is_reporter | handles)
)
rules.add_perm("incidents.handle_incident", handles)
rules.add_perm("incidents.import_register", holds("incidents.import_register"))
