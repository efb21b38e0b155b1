"""Permissions of this app. See roles.py for who holds them."""

import rules

from schools.scope import holds

for _permission in (
    "schools.view_pupils",
    "schools.import_pupils",
    "schools.manage_staff",
    "schools.manage_guardians",
):
    rules.add_perm(_permission, holds(_permission))
