"""Permissions of this app. See schools/roles.py for who holds them."""

import rules

from schools.scope import holds

rules.add_perm("monitoring.view_figures", holds("monitoring.view_figures"))
rules.add_perm("monitoring.conclude_round", holds("monitoring.conclude_round"))
