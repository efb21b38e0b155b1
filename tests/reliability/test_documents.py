"""A document is made, once, whatever dies meanwhile: the worker that makes it, or Redis."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.db import connection

from core import documents
from core.context import acting_as, acting_as_system
from core.ids import uuid7
from core.models import Document, DocumentContent
from core.workdays import today
from dossiers.documents import CHRONOLOGY
from dossiers.models import Signal, SignalVersion
from tests.factories import World, make_world
from tests.reliability.conftest import Workshop, wait_until

pytestmark = pytest.mark.committed
ENTRIES = 300  # enough to be killed in the middle of


def make_scene(entries: int) -> World:
    with acting_as_system():
        world = make_world()
        day = [today() - timedelta(days=number) for number in range(entries)]
        signals = [
            Signal(
                school=world.school,
                pupil=world.pupil,
                author=world.teacher,
                occurred_on=one,
                kinds=["care"],
            )
            for one in day
        ]
        Signal.objects.bulk_create(signals)
        SignalVersion.objects.bulk_create(
            SignalVersion(
                school=world.school,
                signal=signal,
                number=1,
                author=world.teacher,
                occurred_on=signal.occurred_on,
                kinds=["care"],
                facts="Kwam zonder jas. " * 20,
            )
            for signal in signals
        )
    return world


def ask(world: World) -> Document:
    with acting_as(world.teacher):
        return documents.ask(actor=world.teacher, kind=CHRONOLOGY, subject=world.pupil, key=uuid7())


def now(document: Document) -> Document:
    with acting_as_system():
        found = Document.objects.get(pk=document.pk)
    connection.close()
    return found


def is_ready(document: Document) -> bool:
    state = now(document)
    assert state.state != Document.State.FAILED, state.failure
    return state.state == Document.State.READY


def pages_of(document: Document) -> int:
    with acting_as_system():
        contents = list(DocumentContent.objects.filter(document=document))
    assert len(contents) == 1
    return len(pypdf.PdfReader(io.BytesIO(contents[0].data)).pages)


def test_document_whose_worker_was_killed_is_made_again_once(workshop: Workshop) -> None:
    document = ask(make_scene(ENTRIES))
    workshop.start()
    wait_until(lambda: now(document).done > 0)  # in the middle of it
    workshop.kill("worker")
    assert now(document).state == Document.State.WORKING
    wait_until(lambda: is_ready(document))
    assert now(document).tries == 2
    assert pages_of(document) > 10


def test_document_asked_for_without_redis_is_made_after_redis_returned(
    workshop: Workshop,
) -> None:
    world = make_scene(3)
    workshop.start()
    first = ask(world)
    wait_until(lambda: is_ready(first))
    workshop.stop_redis()
    document = ask(world)
    assert now(document).state == Document.State.WAITING
    workshop.start_redis()
    wait_until(lambda: is_ready(document))
    assert pages_of(document) >= 1
