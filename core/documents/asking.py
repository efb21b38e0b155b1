"""What an owner does with a document: ask for it, try again, read it."""

import re
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.documents.kinds import NotAllowed, kind_of, registered
from core.errors import IllegalTransition, Refused
from core.models import Document, DocumentContent
from core.once import already_made

KEPT = timedelta(hours=24)
OPEN_PER_OWNER = 20  # what one person may have waiting; more is a mistake or a script
_CODE = re.compile(r"[A-Za-z0-9_.:-]{0,64}")


def _checked(choice: Mapping[str, Any]) -> dict[str, Any]:
    """Return `choice` if it can't hold a name or a text. Raises ValueError otherwise."""
    for value in choice.values():
        for item in value if isinstance(value, list | tuple) else [value]:
            if not (item is None or isinstance(item, bool | int)) and not _CODE.fullmatch(
                str(item)
            ):
                raise ValueError("a document's choice holds codes, numbers and ids only")
    return dict(choice)


@transaction.atomic
def ask(
    *,
    actor: Any,
    kind: str,
    subject: models.Model,
    key: uuid.UUID,
    choice: Mapping[str, Any] | None = None,
) -> Document:
    """Ask for a document about `subject`, in the language of now. Twice with one key is one document.

    Raises PermissionDenied if `actor` may not read it, Refused with too many documents waiting,
    KeyError for an unknown kind and ValueError for a choice that could hold a name.
    """
    made = already_made(Document, key, owner_id=actor.pk, kind=kind, subject=str(subject.pk))
    if made is not None:
        return made
    try:
        registered(kind).subject_for(actor, str(subject.pk))
    except NotAllowed as refused:
        raise PermissionDenied(kind) from refused
    if Document.objects.visible_to(actor).open().count() >= OPEN_PER_OWNER:
        raise Refused(_("Too many of your documents are waiting. Try again when some are ready."))
    return Document.objects.create(
        pk=key,
        owner_id=actor.pk,
        kind=kind,
        subject=str(subject.pk),
        choice=_checked(choice or {}),
        language=translation.get_language() or settings.LANGUAGE_CODE,
        expires_at=timezone.now() + KEPT,
    )


@transaction.atomic
def try_again(*, actor: Any, document: Document) -> Document:
    """Let a failed document be made once more. Raises IllegalTransition if it did not fail."""
    document = Document.objects.visible_to(actor).select_for_update().get(pk=document.pk)
    if document.is_open:
        return document  # the button was pressed twice
    if document.state != Document.State.FAILED:
        raise IllegalTransition(_("This document is ready: there is nothing to try again."))
    document.state, document.failure = Document.State.WAITING, ""
    document.tries = document.done = document.total = 0
    document.finished_at, document.expires_at = None, timezone.now() + KEPT
    document.save()
    return document


def read(*, actor: Any, document: Document) -> tuple[bytes, Any]:
    """Return the bytes of a ready document and its subject, asking anew whether `actor` may read it.

    Raises NotAllowed if not, and DocumentContent.DoesNotExist for a document that is not ready.
    """
    subject = kind_of(document).subject_for(actor, document.subject)
    return DocumentContent.objects.get(document=document).data, subject
