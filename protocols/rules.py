"""Permissions of this app: by role at the school. Whether a run can still be changed is workflow.py's."""

import rules

from schools.scope import holds

for _permission in (
    "protocols.view_run",
    "protocols.start_run",
    "protocols.work_on_run",
    "protocols.step_of_af",
    "protocols.step_of_manager",
    "protocols.step_of_either",
):
    rules.add_perm(_permission, holds(_permission))
