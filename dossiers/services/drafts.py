"""What is being written: kept as it is typed, encrypted, for its writer alone.

A draft knows in which window it was written last. A window that doesn't know what another one wrote is told
so before anything is saved over it; it may then take over, field by field what was typed there last.
"""

import json
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, models, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, Refused
from core.forms import NARRATIVE_LIMIT
from core.once import already_made
from dossiers.models import Draft, Signal, SignalVersion, TalkReport
from dossiers.services.guard import account_of, require
from schools.models import Pupil

Content = dict[str, Any]
"""What was typed, a field name to a text or a list of texts: as typed, also if it can't be saved yet."""

_WINDOW: Final = "_window"


@dataclass(frozen=True, slots=True)
class _Kind:
    """Who may write such a draft, and the record that it becomes; `subject`: its column for `about`."""

    permission: str
    becomes: type[models.Model]
    subject: str


_KINDS: Final = {
    Draft.Form.SIGNAL: _Kind("dossiers.log_signal", Signal, "pupil_id"),
    Draft.Form.CORRECTION: _Kind("dossiers.correct_entry", SignalVersion, "signal_id"),
    Draft.Form.TALK_REPORT: _Kind("dossiers.hold_talk", TalkReport, "talk_id"),
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Whose window it is, which one, and the version of the draft that it knows ('' is 'none yet')."""

    account: str
    window: str
    version: str

    @classmethod
    def of(cls, actor: Actor, draft: Draft | None, window: str = "") -> "Stamp":
        """Return the stamp of a window that shows `draft`; a new window unless `window` names one."""
        return cls(str(actor.pk), window or uuid.uuid4().hex, _version(draft))

    @classmethod
    def parse(cls, text: str) -> "Stamp | None":
        """Return the stamp that a form was sent with; None without one, or if it is none."""
        parts = text.split("|")
        return cls(*parts) if len(parts) == 3 and len(text) < 120 else None

    def __str__(self) -> str:
        return "|".join((self.account, self.window, self.version))

    def is_behind(self, draft: Draft | None) -> bool:
        """Return whether another window wrote in `draft` since this one last knew it."""
        if draft is None or self.version == _version(draft):
            return False
        return _stored(draft).get(_WINDOW) != self.window


def save_draft(
    *,
    actor: Actor,
    pupil: Pupil,
    key: uuid.UUID,
    content: Content,
    form: str = Draft.Form.SIGNAL,
    about: models.Model | None = None,
    stamp: Stamp | None = None,
) -> Draft | None:
    """Merge `content` into the draft of this writer, pupil, form and subject.

    Returns it, or None if it became a record already. With a `stamp` it is refused if another window wrote
    meanwhile; without one the newest text of each field counts. No audit row: nothing is in the dossier
    yet. Raises PermissionDenied without role or cause, Conflict for the older window, Refused for a text
    that is too long or if somebody else logged in meanwhile.
    """
    try:
        with transaction.atomic():
            return _save(actor, pupil, key, content, form, about, stamp)
    except IntegrityError:
        # Two windows began at the same moment: the other one was first.
        raise Conflict(elsewhere(None)) from None


def _save(
    actor: Actor,
    pupil: Pupil,
    key: uuid.UUID,
    content: Content,
    form: str,
    about: models.Model | None,
    stamp: Stamp | None,
) -> Draft | None:
    kind = _KINDS[Draft.Form(form)]
    subject = about or pupil
    owner = {"author_id": actor.pk, kind.subject: subject.pk}
    if already_made(kind.becomes, key, **owner) is not None:
        return None
    require(actor, kind.permission, subject)
    _not_too_long(content)
    if stamp is not None and stamp.account != str(actor.pk):
        raise Refused(_("Somebody else logged in here meanwhile. Your text was not saved."))
    draft = _mine(actor, pupil, form, about).select_for_update().first()
    if stamp is not None and stamp.is_behind(draft):
        raise Conflict(elsewhere(draft))
    found = draft or Draft(
        pk=key,
        school_id=pupil.school_id,
        pupil=pupil,
        author_id=account_of(actor),
        form=form,
        about=about.pk if about else None,
    )
    window = {_WINDOW: stamp.window} if stamp else {}
    found.content = json.dumps(_stored(draft) | content | window, ensure_ascii=False)
    found.save(force_insert=draft is None)
    return found


@transaction.atomic
def discard_draft(*, actor: Actor, draft: Draft) -> None:
    """Throw the draft away. Only its writer can see it, so nobody else gets here."""
    Draft.objects.visible_to(actor).filter(pk=draft.pk).delete()


def drop_draft(
    *, actor: Actor, pupil: Pupil, form: str = Draft.Form.SIGNAL, about: models.Model | None = None
) -> None:
    """Take the draft away that became a record. Called by the service that made the record."""
    _mine(actor, pupil, form, about).delete()


def elsewhere(draft: Draft | None) -> str:
    """Return what the older window is told."""
    if draft is None:
        return _("You also write this in another window. Nothing was saved over it.")
    return _("You wrote on in another window, at %(moment)s. Nothing was saved over it.") % {
        "moment": formats.date_format(timezone.localtime(draft.updated_at), "H:i")
    }


def read_draft(draft: Draft | None) -> Content:
    """Return what was typed so far."""
    return {name: value for name, value in _stored(draft).items() if name != _WINDOW}


def _mine(actor: Actor, pupil: Pupil, form: str, about: models.Model | None) -> Any:
    mine = Draft.objects.visible_to(actor).filter(pupil=pupil, form=form)
    return mine.filter(about=about.pk if about else None)


def _stored(draft: Draft | None) -> Content:
    content: Content = json.loads(draft.content) if draft is not None else {}
    return content


def _version(draft: Draft | None) -> str:
    return draft.updated_at.isoformat() if draft is not None else ""


def _not_too_long(content: Content) -> None:
    for name, value in content.items():
        texts = value if isinstance(value, list) else [value]
        if any(len(str(text)) > NARRATIVE_LIMIT for text in texts):
            raise Refused(
                _("This text has more than %(limit)s characters. Make it shorter to save it.")
                % {"limit": NARRATIVE_LIMIT},
                field=name,
            )
