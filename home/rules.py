"""Permissions of this app: the first page is there for everyone with an account."""

import rules

rules.add_perm("home.view_today", rules.is_authenticated)
