"""What the worker does: claim a document, make it, and delete it when its day is over."""

import logging
import time

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection
from django.utils import timezone, translation

from core import limits, pdf
from core.context import acting_as_system
from core.documents.asking import KEPT
from core.documents.kinds import LostLease, Making, NotAllowed, TooHeavy, held, kind_of, lease_end
from core.models import Document, DocumentContent

logger = logging.getLogger(__name__)

TRIES = 3
GO_ON_SECONDS = 10  # how long one run of the task takes up new documents


def claim() -> Document | None:
    """Take the oldest document that waits, or whose worker was lost. None if all is in good hands.

    No more than DOCUMENTS_AT_ONCE are made at a time, so that mail and reminders keep a worker.
    """
    with acting_as_system():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended('core.documents', 0))")
        now = timezone.now()
        if Document.objects.in_hand(now).count() >= settings.DOCUMENTS_AT_ONCE:
            return None
        for document in Document.objects.to_make(now)[:50]:
            if document.tries >= TRIES:
                # Its worker was killed each time: by its size, as far as anybody can tell.
                _close(document, Document.State.FAILED, Document.Failure.TOO_HEAVY)
                continue
            document.tries += 1
            document.state, document.lease_until = Document.State.WORKING, lease_end()
            document.save(update_fields=["tries", "state", "lease_until"])
            return document
    return None


def make(document: Document) -> None:
    """Make a claimed document; whatever goes wrong ends as a state with words for its owner."""
    try:
        kind = kind_of(document)
        with (
            translation.override(document.language),
            limits.memory(settings.DOCUMENT_MEMORY_MEGABYTES),
        ):
            content = kind.make(Making(document, kind))
    except LostLease:
        return
    except NotAllowed:
        _failed(document, Document.Failure.NOT_ALLOWED)
    except (TooHeavy, MemoryError, SoftTimeLimitExceeded):
        _failed(document, Document.Failure.TOO_HEAVY)
    except pdf.NoTool:
        _failed(document, Document.Failure.NO_TOOL)
    except Exception as error:
        # The class name only: the text of an error may quote what somebody wrote.
        logger.warning("document %s failed: %s", document.pk, type(error).__name__)
        _failed(document, Document.Failure.BROKEN)
    else:
        _finished(document, content)


def make_waiting() -> int:
    """Make what waits, one after another, for some seconds. Returns how many were taken up."""
    end, count = time.monotonic() + GO_ON_SECONDS, 0
    while time.monotonic() < end and (document := claim()) is not None:
        make(document)
        count += 1
    return count


def delete_expired() -> int:
    """Delete documents whose day is over, with what is in them. Returns how many."""
    with acting_as_system():
        keys = list(Document.objects.expired(timezone.now()).values_list("pk", flat=True)[:500])
        DocumentContent.objects.filter(document__in=keys).delete()
        Document.objects.filter(pk__in=keys).delete()
    return len(keys)


def _finished(document: Document, content: bytes) -> None:
    with acting_as_system():
        row = held(document).select_for_update().first()
        if row is None:
            return  # another worker took it over; its copy counts
        DocumentContent.objects.create(document=row, data=content)
        row.size = len(content)
        _close(row, Document.State.READY)


def _failed(document: Document, why: Document.Failure) -> None:
    with acting_as_system():
        row = held(document).select_for_update().first()
        if row is None:
            return
        if why == Document.Failure.BROKEN and row.tries < TRIES:
            row.state, row.lease_until = Document.State.WAITING, None
            row.save(update_fields=["state", "lease_until"])
        else:
            _close(row, Document.State.FAILED, why)


def _close(row: Document, state: Document.State, failure: str = "") -> None:
    row.state, row.failure, row.lease_until = state, failure, None
    row.finished_at, row.expires_at = timezone.now(), timezone.now() + KEPT
    row.save()
