"""What a parent said, asked and agreed to, as that parent sees it: never anything of a co-parent (R7)."""

from dataclasses import dataclass
from typing import Any

from dossiers.models import Consent, ParentRequest, ParentStatement
from dossiers.selectors.consents import consents_read_by
from dossiers.selectors.statements import words_for_parent
from schools.models import Pupil


@dataclass(frozen=True, slots=True)
class Own:
    """A view or request of this parent, with what it is about in words that the parent may know."""

    row: Any
    about: str


@dataclass(frozen=True, slots=True)
class ReadConsent:
    """A consent about the child; `mine`: this parent agreed to it. Who else did is not told."""

    row: Consent
    mine: bool


def own_views(user: Any, pupil: Pupil) -> list[Own]:
    """Return the views that this parent added about the child, newest first."""
    found = ParentStatement.objects.of_parent(user).filter(pupil=pupil)
    return _own(user, found.select_related("pupil").order_by("-created_at", "-pk"))


def own_requests(user: Any, pupil: Pupil) -> list[Own]:
    """Return the requests of this parent about the child, newest first."""
    found = ParentRequest.objects.of_parent(user).filter(pupil=pupil)
    return _own(user, found.select_related("pupil").order_by("-received_on", "-pk"))


def request_of_parent(user: Any) -> Any:
    """Return the requests that exist for this parent, with what a page and a letter show."""
    found = ParentRequest.objects.of_parent(user)
    return found.select_related("pupil", "school__board", "guardian", "done_by", "statement")


def consents_for(user: Any, pupil: Pupil) -> list[ReadConsent]:
    """Return the consents about the child, those that count first."""
    found = consents_read_by(user, pupil)
    rows = [ReadConsent(row, any(one.user_id == user.pk for one in _parents(row))) for row in found]
    return sorted(rows, key=lambda one: not one.row.is_open)


def _parents(consent: Consent) -> Any:
    return consent.agreed_by.all()


def _own(user: Any, found: Any) -> list[Own]:
    rows = list(found)
    words = words_for_parent(user, rows)
    return [Own(row, words[row.pk]) for row in rows]
