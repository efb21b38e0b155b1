"""Who may read in the portal: a guardian with gezag, running dates and no block (BW 1:377c, R7)."""

from typing import Any

import rules

from schools.models import Guardian, Pupil


def is_guardian(user: Any, pupil: Any = None) -> bool:
    """Whether `user` is such a guardian of `pupil`; without a pupil: of any child."""
    children = Pupil.objects.of_guardian(user)
    return (children if pupil is None else children.filter(pk=pupil.pk)).exists()


rules.add_perm("portal.read_dossier", rules.predicate(is_guardian))


def is_asker(user: Any, request: Any = None) -> bool:
    """Whether the request is of `user` as a parent; without one: whether `user` reads as a parent at all."""
    mine = Guardian.objects.of_reader(user)
    return (mine if request is None else mine.filter(pk=request.guardian_id)).exists()


def is_parent_of(user: Any, consent: Any = None) -> bool:
    """Whether `user` reads the dossier of the child that the consent is about."""
    return is_guardian(user, None if consent is None else consent.pupil)


rules.add_perm("portal.own_request", rules.predicate(is_asker))
rules.add_perm("portal.end_consent", rules.predicate(is_parent_of))
