"""Taking in a file: first looked at and cleaned, then kept.

Two steps, since the first takes a second or so and may end in an entry of the audit log that has to stay
though the file is refused; the second is part of the transaction of the record that the file belongs to.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.services import record
from core.actors import Actor
from core.errors import Refused
from core.ids import uuid7
from files import events, limits, sandbox, scanning
from files.cleaning import Rejected
from files.models import FileContent, StoredFile
from files.names import clean_name, extension
from files.reasons import message

FIELD = "file"


class Upload(Protocol):
    """What a form hands over: a file with the name that the user gave it."""

    name: str | None
    size: int | None

    def read(self, num_bytes: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept: cleaned, named and, where there is a scanner, scanned."""

    name: str
    media_type: str
    content: bytes
    scanner: str
    scanned_at: datetime | None


def examine(*, actor: Actor, school_id: int, upload: Upload | BinaryIO) -> Examined:
    """Return what may be kept of `upload`; call it before the transaction that keeps it.

    Raises Refused for the field `file` with what to do, for everything that `docs/uploads.md` lists. A
    file that the scanner knows is noted in the audit log. Once a scanner is configured, a file that it
    did not see is refused (fail closed).
    """
    size = getattr(upload, "size", None) or 0
    if size > limits.MAX_BYTES:
        raise _refused("too_large")
    data = upload.read(limits.MAX_BYTES + 1)
    name = str(upload.name or "")
    try:
        scanner = scanning.scan(data) if data else ""
        clean = sandbox.clean(data, extension(name))
    except Rejected as rejected:
        raise _refused(rejected.code) from None
    except scanning.ScannerAway:
        raise _refused("scanner_away") from None
    except scanning.VirusFound:
        digest = hashlib.sha256(data).hexdigest()
        record(
            events.VIRUS_FOUND,
            actor=actor,
            object_type="files.storedfile",
            school_id=school_id,
            sha256=digest,
        )
        raise _refused("virus") from None
    return Examined(
        name=clean_name(name, clean.media_type),
        media_type=clean.media_type,
        content=clean.content,
        scanner=scanner,
        scanned_at=timezone.now() if scanner else None,
    )


@transaction.atomic
def store(*, actor: Actor, school_id: int, examined: Examined) -> StoredFile:
    """Keep a file that was examined; the caller asked whether `actor` may, and links it to its record.

    Raises PermissionDenied for the system: it sends in no file.
    """
    if actor.pk is None:
        raise PermissionDenied("files.store")
    file = StoredFile(
        pk=uuid7(),
        school_id=school_id,
        uploaded_by_id=actor.pk,
        name=examined.name,
        media_type=examined.media_type,
        size=len(examined.content),
        sha256=hashlib.sha256(examined.content).hexdigest(),
        scanner=examined.scanner,
        scanned_at=examined.scanned_at,
    )
    file.save(force_insert=True)
    FileContent(file=file, data=examined.content).save(force_insert=True)
    record(
        events.FILE_STORED,
        actor=actor,
        obj=file,
        kind=StoredFile.MediaType(file.media_type).name.lower(),
        size=file.size,
    )
    return file


def _refused(code: str) -> Refused:
    return Refused(message(code), field=FIELD)
