"""Consents of parents: what counts now, and what has ended (A6). No writes."""

from typing import Any

from django.db.models import QuerySet

from core.workdays import today
from dossiers.models import Consent
from dossiers.services.parents import parents_with_gezag
from schools.models import Guardian, Pupil


def running_for(pupil: Pupil) -> QuerySet[Consent]:
    """Return the consents about a pupil that count today: the ground to share data with a receiver."""
    return Consent.objects.running(today()).filter(pupil=pupil)


def consents_of(pupil: Pupil, user: Any) -> QuerySet[Consent]:
    """Return every consent about a pupil that exists for `user` as staff, newest first."""
    found = Consent.objects.visible_to(user).filter(pupil=pupil)
    return found.select_related("author", "done_by").prefetch_related("agreed_by")


def consents_read_by(user: Any, pupil: Pupil) -> QuerySet[Consent]:
    """Return the consents about a child of this parent; of who agreed only this parent is there (R7)."""
    found = Consent.objects.of_children(user).filter(pupil=pupil)
    return found.prefetch_related("agreed_by")


def did_not_agree(consent: Consent, gezag: list[Guardian]) -> list[Guardian]:
    """Return the parents with gezag (`gezag`, of today) who did not agree to it."""
    agreed = {guardian.pk for guardian in consent.agreed_by.all()}
    return [guardian for guardian in gezag if guardian.pk not in agreed]


def with_gezag(pupil: Pupil) -> list[Guardian]:
    """Return the parents with gezag of a pupil, by name."""
    return list(parents_with_gezag(pupil))
