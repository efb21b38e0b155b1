"""Who may read in the portal: a guardian with gezag, running dates and no block (BW 1:377c, R7)."""

from typing import Any

import rules

from schools.models import Pupil


def is_guardian(user: Any, pupil: Any = None) -> bool:
    """Whether `user` is such a guardian of `pupil`; without a pupil: of any child."""
    children = Pupil.objects.of_guardian(user)
    return (children if pupil is None else children.filter(pk=pupil.pk)).exists()


rules.add_perm("portal.read_dossier", rules.predicate(is_guardian))
