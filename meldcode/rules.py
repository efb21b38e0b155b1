"""Permissions of this app. See schools/roles.py for who holds them.

A running grant on one case (CaseGrant) lets somebody read it, and nothing more. That nobody confirms an
own proposal (M8) is not a permission: services refuse it with the reason, and the database too.
"""

from typing import Any

import rules

from schools.grants import granted
from schools.scope import holds


def may_read_by_grant(user: Any, case: Any = None) -> bool:
    """Return whether a running grant lets `user` read this case (any case, without one)."""
    given = granted(user, "view_case")
    return given.exists() if case is None else given.filter(content_object_id=case.pk).exists()


rules.add_perm(
    "meldcode.view_case", holds("meldcode.view_case") | rules.predicate(may_read_by_grant)
)

for _permission in (
    "meldcode.open_case",
    "meldcode.work_on_case",
    "meldcode.answer_weighing",
    "meldcode.propose_decision",
    "meldcode.confirm_decision",
    "meldcode.file_report",
    "meldcode.download_rapportage",
    "meldcode.follow_hand_over",
):
    rules.add_perm(_permission, holds(_permission))
