"""A signal that is being written: saved at every step, encrypted, for its writer alone."""

import json
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.forms import NARRATIVE_LIMIT
from core.once import already_made
from dossiers.models import Draft, Signal
from dossiers.services.guard import account_of, require
from schools.models import Pupil

Content = dict[str, Any]
"""What was typed, a field name to a text or a list of texts: as typed, also if it can't be saved yet."""


@transaction.atomic
def save_draft(*, actor: Actor, pupil: Pupil, key: uuid.UUID, content: Content) -> Draft | None:
    """Merge `content` into the draft of this writer and pupil. Returns it, or None if it became a signal.

    There is one draft a writer and pupil: a second window writes in the same. No audit row: nothing is
    in the dossier yet. Raises PermissionDenied without role or cause, Refused for a text that is too long.
    """
    if already_made(Signal, key, author_id=actor.pk, pupil_id=pupil.pk) is not None:
        return None
    require(actor, "dossiers.log_signal", pupil)
    for name, value in content.items():
        if isinstance(value, str) and len(value) > NARRATIVE_LIMIT:
            raise Refused(
                _("This text has more than %(limit)s characters. Make it shorter to save it.")
                % {"limit": NARRATIVE_LIMIT},
                field=name,
            )
    draft = Draft.objects.select_for_update().filter(pupil=pupil, author_id=actor.pk).first()
    if draft is None:
        draft = Draft(pk=key, school_id=pupil.school_id, pupil=pupil, author_id=account_of(actor))
    draft.content = json.dumps(read_draft(draft) | content, ensure_ascii=False)
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, actor: Actor, draft: Draft) -> None:
    """Throw the draft away. Only its writer can see it, so nobody else gets here."""
    Draft.objects.visible_to(actor).filter(pk=draft.pk).delete()


def read_draft(draft: Draft | None) -> Content:
    """Return what was typed so far."""
    content: Content = json.loads(draft.content) if draft is not None else {}
    return content
