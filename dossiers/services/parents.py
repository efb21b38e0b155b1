"""What parents say, ask and agree to: who is the parent, and which entry it is about (A1, A2, R7)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from dossiers.models import (
    ENTRIES,
    Disclosure,
    ParentContact,
    ParentRequest,
    ParentStatement,
    Signal,
    TalkReport,
    Way,
)
from schools.models import Guardian, Pupil


@dataclass(frozen=True, slots=True)
class About:
    """The entry that a view or a request is about: its kind (one of ENTRIES) and its id."""

    name: str
    pk: uuid.UUID

    @classmethod
    def of(cls, value: str) -> "About | None":
        """Return what a form's value 'signal:<id>' names; None for ''. Raises Refused for anything else."""
        if not value:
            return None
        name, _colon, key = value.partition(":")
        try:
            if name in ENTRIES:
                return cls(name, uuid.UUID(key))
        except ValueError:
            pass
        raise _no_entry()

    @classmethod
    def of_row(cls, row: ParentRequest | ParentStatement) -> "About | None":
        """Return what a row is about, or None for the dossier as a whole."""
        for name in ENTRIES:
            key = getattr(row, f"{name}_id")
            if key:
                return cls(name, key)
        return None

    @property
    def columns(self) -> dict[str, uuid.UUID]:
        """The column of the entry, for a new row."""
        return {f"{self.name}_id": self.pk}


def columns_of(about: About | None) -> dict[str, uuid.UUID]:
    """Return the column of the entry for a new row; none for the dossier as a whole."""
    return about.columns if about else {}


def own_record(actor: Actor, pupil: Pupil) -> Guardian:
    """Return as whom `actor` reads this pupil's dossier. Raises PermissionDenied for anybody else (R7)."""
    found: Guardian | None = Guardian.objects.of_reader(actor).filter(pupil=pupil).first()
    if found is None:
        raise PermissionDenied("portal.read_dossier")
    return found


def parent_of(pupil: Pupil, guardian: Guardian) -> Guardian:
    """Return the parent whose letter came in. Raises Refused without gezag, or of another child.

    A blocked portal does not matter: the right to say and to ask stays (A1, A2).
    """
    if not parents_with_gezag(pupil).filter(pk=guardian.pk).exists():
        raise Refused(_("Choose a parent with gezag of this pupil."), field="guardian")
    return guardian


def parents_with_gezag(pupil: Pupil) -> Any:
    """Return the parents who may say and ask something about the dossier now."""
    return Guardian.objects.running().filter(pupil=pupil, gezag=True)


def paper_way(way: str) -> str:
    """Return how it reached the school. Raises Refused for the portal, where the staff puts in nothing."""
    if way not in Way.values or way == Way.PORTAL:
        raise Refused(_("Choose how it came in."), field="way")
    return way


def readable(actor: Actor, pupil: Pupil, about: About | None) -> About | None:
    """Return `about` if this parent reads the entry. Raises Refused: what isn't shown doesn't exist."""
    if about is not None:
        opened = Disclosure.objects.open_to(actor).filter(pupil=pupil, **about.columns)
        if not opened.exists():
            raise _no_entry()
    return about


def of_dossier(actor: Actor, pupil: Pupil, about: About | None) -> About | None:
    """Return `about` if it is an entry of this dossier that exists for `actor`. Raises Refused."""
    if about is not None and entry_for(actor, pupil, about) is None:
        raise _no_entry()
    return about


def entry_for(actor: Actor, pupil: Pupil, about: About) -> Any:
    """Return the signal, contact or report as it exists for `actor` as staff, or None."""
    if about.name == "signal":
        return Signal.objects.visible_to(actor).filter(pupil=pupil, pk=about.pk).first()
    if about.name == "contact":
        return ParentContact.objects.visible_to(actor).filter(pupil=pupil, pk=about.pk).first()
    return TalkReport.objects.filter(talk__pupil=pupil, pk=about.pk).first()


def authors_of(entry: Any) -> set[int]:
    """Return who wrote an entry: its author, and who corrected it."""
    if isinstance(entry, Signal):
        return {entry.author_id, *entry.versions.values_list("author_id", flat=True)}
    if isinstance(entry, TalkReport):
        return set(entry.talk.reports.values_list("author_id", flat=True))
    return {entry.author_id}


def _no_entry() -> Refused:
    return Refused(_("Choose something from the list."), field="about")
