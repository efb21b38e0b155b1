"""Files with a record of the dossier: a letter, a drawing, the scan of a signed report. Parents see none."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from audit.services import record
from core.actors import Actor
from core.errors import Refused
from core.once import already_made
from dossiers import events
from dossiers.models import Attachment, ParentContact, ParentRequest, Signal, Talk
from dossiers.services.guard import account_of, lock_pupil, require
from files import limits, reasons
from files import services as files
from files.names import base_name

Owner = Signal | ParentContact | Talk | ParentRequest
FIELD = files.FIELD
_COLUMNS: dict[type[Owner], str] = {
    Signal: "signal",
    ParentContact: "contact",
    Talk: "talk",
    ParentRequest: "request",
}


def attach_files(
    *, actor: Actor, to: Owner, key: uuid.UUID, uploads: Sequence[files.Upload], title: str = ""
) -> list[Attachment]:
    """Add files to a record. Returns the attachments, also for the same form sent again.

    The files are cleaned and scanned before the transaction: one that is refused keeps the others out
    too, and what the scanner stopped stays in the audit log. Raises PermissionDenied without role or
    cause; Refused for what `docs/uploads.md` lists, or for more files than a record may have.
    """
    require(actor, "dossiers.attach_file", to)
    if not uploads or len(uploads) > limits.MAX_FILES:
        raise Refused(reasons.message("too_many" if uploads else "empty"), field=FIELD)
    made = _made_before(actor, to, key)
    if made:
        return made
    examined = [_examined(actor, to, upload, len(uploads)) for upload in uploads]
    return _attach(actor=actor, to=to, key=key, examined=examined, title=title.strip())


@transaction.atomic
def _attach(
    *, actor: Actor, to: Owner, key: uuid.UUID, examined: list[files.Examined], title: str
) -> list[Attachment]:
    """Keep the files and link them to their record, all or none."""
    made = _made_before(actor, to, key)
    if made:
        return made
    lock_pupil(to.pupil_id)
    if to.attachments.count() + len(examined) > limits.MAX_FILES:
        raise Refused(reasons.message("too_many"), field=FIELD)
    return [
        _keep(actor, to, key_of(key, number), one, title) for number, one in enumerate(examined)
    ]


def key_of(key: uuid.UUID, number: int) -> uuid.UUID:
    """Return the primary key of the file with this number in a form: the first has the form's own key."""
    return uuid.uuid5(key, str(number)) if number else key


def _made_before(actor: Actor, to: Owner, key: uuid.UUID) -> list[Attachment]:
    """Return what an earlier send of the same form made. Raises Refused for somebody else's form."""
    column = f"{_COLUMNS[type(to)]}_id"
    first = already_made(Attachment, key, author_id=actor.pk, **{column: to.pk})
    if first is None:
        return []
    keys = [key_of(key, number) for number in range(limits.MAX_FILES)]
    return list(to.attachments.filter(pk__in=keys))


def _examined(actor: Actor, to: Owner, upload: files.Upload, how_many: int) -> files.Examined:
    """Return the file as it may be kept. Raises Refused that names the file if there are several."""
    try:
        return files.examine(actor=actor, school_id=to.school_id, upload=upload)
    except Refused as refusal:
        told = (
            f"{base_name(upload.name or '')[:60]}: {refusal.message}"
            if how_many > 1
            else refusal.message
        )
        raise Refused(told, field=FIELD) from None


def _keep(
    actor: Actor, to: Owner, key: uuid.UUID, examined: files.Examined, title: str
) -> Attachment:
    attachment = Attachment(
        pk=key,
        school_id=to.school_id,
        pupil_id=to.pupil_id,
        author_id=account_of(actor),
        file=files.store(actor=actor, school_id=to.school_id, examined=examined),
        title=title,
        **{_COLUMNS[type(to)]: to},
    )
    attachment.save(force_insert=True)
    record(events.FILE_ATTACHED, actor=actor, obj=attachment, to=_COLUMNS[type(to)])
    return attachment
