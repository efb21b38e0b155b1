"""Documents are made once, as their owner sees it now, and never for anybody else."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.models import Event
from core import documents, pdf
from core.context import acting_as, acting_as_system
from core.documents import kinds, making
from core.documents.asking import OPEN_PER_OWNER
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.models import Document, DocumentContent
from dossiers import events
from schools.models import Membership, Pupil
from tests.factories import World, login

KIND = "test.pupil"
seen: list[str] = []


def _make(making: documents.Making) -> bytes:
    with making.reading() as (reader, subject):
        seen.append(f"{reader.pk} reads {subject.pk} {making.choice}")
    making.progress(1, 4)
    if "fail" in making.choice:
        raise {"heavy": documents.TooHeavy, "memory": MemoryError, "bug": RuntimeError}[
            making.choice["fail"]
        ]("naam van een kind")
    return b"%PDF-test"


@pytest.fixture(autouse=True)
def kind() -> Iterator[documents.Kind]:
    seen.clear()
    made = documents.register(
        KIND,
        make=_make,
        title=gettext_lazy("Dossier"),
        rows=lambda user: Pupil.objects.visible_to(user),
        permissions=("dossiers.open_dossier", "dossiers.has_cause"),
        look=events.DOSSIER_VIEWED,
        filename="proef",
        label=lambda pupil: pupil.full_name,
        back=lambda pupil: reverse("dossiers:dossier", args=[pupil.pk]),
    )
    yield made
    del kinds._kinds[KIND]


def ask(world: World, actor: User | None = None, **more: Any) -> Document:
    return documents.ask(
        actor=actor or world.teacher,
        kind=KIND,
        subject=world.pupil,
        **({"key": uuid7()} | more),
    )


def test_document_asked_for_twice_with_one_key_is_one_document(world: World) -> None:
    key = uuid7()
    assert ask(world, key=key) == ask(world, key=key)
    assert Document.objects.count() == 1
    with pytest.raises(Refused):
        ask(world, world.af, key=key)


def test_who_may_not_read_may_not_ask(world: World) -> None:
    with pytest.raises(PermissionDenied):
        ask(world, world.outsider)
    assert not Document.objects.exists()


def test_choice_holds_codes_and_ids_and_no_text(world: World) -> None:
    assert ask(world, choice={"kinds": ["care"], "author": 3, "year": "2026-2027"}).choice
    with pytest.raises(ValueError, match="codes"):
        ask(world, choice={"q": "Jan Jansen"})


def test_nobody_has_more_than_twenty_documents_waiting(world: World) -> None:
    for _ in range(OPEN_PER_OWNER):
        ask(world)
    with pytest.raises(Refused):
        ask(world)
    ask(world, world.af)


def test_document_is_made_once_as_its_owner(world: World) -> None:
    document = ask(world, choice={"part": "a"})
    assert documents.make_waiting() == 1
    assert documents.make_waiting() == 0
    document.refresh_from_db()
    assert document.state == Document.State.READY
    assert (document.tries, document.lease_until, document.done, document.total) == (1, None, 1, 4)
    assert seen == [f"{world.teacher.pk} reads {world.pupil.pk} {{'part': 'a'}}"]
    assert documents.read(actor=world.teacher, document=document) == (b"%PDF-test", world.pupil)


def test_content_is_ciphertext_in_the_database(world: World) -> None:
    ask(world)
    documents.make_waiting()
    with connection.cursor() as cursor:
        cursor.execute("select data from core_documentcontent")
        assert b"%PDF" not in bytes(cursor.fetchone()[0])


def test_who_lost_the_role_meanwhile_gets_nothing(world: World) -> None:
    document = ask(world)
    Membership.objects.filter(user=world.teacher).delete()
    documents.make_waiting()
    document.refresh_from_db()
    assert (document.state, document.failure) == ("failed", "not_allowed")
    assert seen == []


def test_account_that_has_ended_gets_nothing(world: World) -> None:
    document = ask(world)
    world.teacher.is_active = False
    world.teacher.save()
    documents.make_waiting()
    document.refresh_from_db()
    assert document.failure == "not_allowed"


def test_ready_document_is_not_read_after_the_role_ended(world: World, client: Client) -> None:
    document = ask(world)
    documents.make_waiting()
    Membership.objects.filter(user=world.teacher).delete()
    with pytest.raises(documents.NotAllowed):
        documents.read(actor=world.teacher, document=document)
    login(client, world.teacher)
    assert client.get(reverse("documents:download", args=[document.pk])).status_code == 404


@pytest.mark.parametrize("why", ["heavy", "memory"])
def test_what_is_too_heavy_fails_at_once_and_says_so(world: World, why: str) -> None:
    document = ask(world, choice={"fail": why})
    documents.make_waiting()
    document.refresh_from_db()
    assert (document.state, document.failure, document.tries) == ("failed", "too_heavy", 1)


def test_slip_of_the_code_is_tried_three_times_and_its_text_is_not_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    document = ask(world, choice={"fail": "bug"})
    documents.make_waiting()
    document.refresh_from_db()
    assert (document.state, document.failure, document.tries) == ("failed", "broken", 3)
    assert "naam" not in caplog.text


def test_server_without_pango_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    document = ask(world)
    monkeypatch.setattr(
        "tests.core.test_documents.seen", type("Without", (), {"append": _no_tool})()
    )
    documents.make_waiting()
    document.refresh_from_db()
    assert document.failure == "no_tool"


def _no_tool(*_args: object) -> None:
    raise pdf.NoTool("Pango")


def test_document_in_good_hands_is_not_taken_by_another_worker(world: World, settings: Any) -> None:
    settings.DOCUMENTS_AT_ONCE = 5
    ask(world)
    assert documents.claim() is not None
    assert documents.claim() is None


def test_only_so_many_are_made_at_once(world: World, settings: Any) -> None:
    settings.DOCUMENTS_AT_ONCE = 1
    ask(world)
    ask(world)
    assert documents.claim() is not None
    assert documents.claim() is None


def test_document_of_a_lost_worker_is_made_by_another_and_the_first_is_too_late(
    world: World, settings: Any
) -> None:
    ask(world)
    first = documents.claim()
    assert first is not None
    later = timezone.now() + timedelta(seconds=settings.DOCUMENT_LEASE_SECONDS + 1)
    with time_machine.travel(later, tick=False):
        second = documents.claim()
        assert second is not None
        assert second.pk == first.pk
        with pytest.raises(documents.LostLease):
            documents.Making(first, documents.kind_of(first)).progress(1, 2)
        documents.make(second)
    documents.make(first)  # comes back after all: changes nothing
    document = Document.objects.get()
    assert (document.state, document.tries) == ("ready", 2)
    assert DocumentContent.objects.count() == 1


def test_document_whose_worker_dies_each_time_is_given_up(world: World) -> None:
    document = ask(world)
    for _ in range(making.TRIES):
        assert documents.claim() is not None
        Document.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert documents.claim() is None
    document.refresh_from_db()
    assert (document.state, document.failure) == ("failed", "too_heavy")


def test_failed_document_can_be_tried_again_and_a_ready_one_not(world: World) -> None:
    document = ask(world, choice={"fail": "heavy"})
    documents.make_waiting()
    assert documents.try_again(actor=world.teacher, document=document).state == "waiting"
    assert documents.try_again(actor=world.teacher, document=document).tries == 0
    Document.objects.update(choice={})
    documents.make_waiting()
    with pytest.raises(IllegalTransition):
        documents.try_again(actor=world.teacher, document=document)


def test_documents_are_deleted_after_a_day_with_what_is_in_them(world: World) -> None:
    ask(world)
    documents.make_waiting()
    assert documents.delete_expired() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert documents.delete_expired() == 1
    assert not DocumentContent.objects.exists()


def test_postgres_shows_a_document_to_its_owner_only(world: World) -> None:
    ask(world)
    documents.make_waiting()
    for person, count in [(world.teacher, 1), (world.af, 0), (world.manager, 0)]:
        with acting_as(person):
            assert Document.objects.count() == count
            assert DocumentContent.objects.count() == count
    with acting_as_system():
        assert Document.objects.count() == 1


def test_page_follows_the_document_and_stops_asking_when_it_is_ready(
    world: World, client: Client
) -> None:
    document = ask(world)
    login(client, world.teacher)
    page = reverse("documents:document", args=[document.pk])
    waiting = client.get(page).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert 'role="status"' in waiting
    assert world.pupil.full_name in waiting
    # A poll that finds nothing new says nothing new to a screen reader.
    poll = client.get(page, {"seen": "waiting"}, headers={"HX-Request": "true"}).content.decode()
    assert 'document-words"' not in poll
    assert "document-part" in poll
    documents.make_waiting()
    news = client.get(page, {"seen": "waiting"}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="document-words"' in news
    ready = client.get(page).content.decode()
    assert "hx-trigger" not in ready
    assert reverse("documents:download", args=[document.pk]) in ready


def test_download_is_an_attachment_that_nobody_keeps_and_is_logged_as_a_look(
    world: World, client: Client
) -> None:
    document = ask(world)
    documents.make_waiting()
    login(client, world.teacher)
    answer = client.get(reverse("documents:download", args=[document.pk]))
    assert answer.content == b"%PDF-test"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="proef-')
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    event = Event.objects.filter(action=events.DOSSIER_VIEWED).get()
    assert (event.actor_id, event.pupil_id) == (world.teacher.pk, world.pupil.pk)


def test_download_of_what_is_not_ready_leads_to_its_page(world: World, client: Client) -> None:
    document = ask(world)
    login(client, world.teacher)
    answer = client.get(reverse("documents:download", args=[document.pk]))
    assert answer["Location"] == reverse("documents:document", args=[document.pk])
    assert not Event.objects.filter(action=events.DOSSIER_VIEWED).exists()


def test_failed_document_says_why_and_starts_again_on_a_button(
    world: World, client: Client
) -> None:
    document = ask(world, choice={"fail": "heavy"})
    documents.make_waiting()
    login(client, world.teacher)
    page = reverse("documents:document", args=[document.pk])
    again = reverse("documents:try_again", args=[document.pk])
    assert again in client.get(page).content.decode()
    assert client.post(again)["Location"] == page
    document.refresh_from_db()
    assert document.state == "waiting"


def test_my_documents_are_mine_and_take_as_many_queries_for_one_as_for_ten(
    world: World, client: Client
) -> None:
    ask(world, world.af)
    login(client, world.teacher)
    page = reverse("documents:documents")
    assert world.pupil.full_name not in client.get(page).content.decode()
    ask(world)
    counts = []
    for _ in range(2):
        counter = _Count()
        with connection.execute_wrapper(counter):
            assert world.pupil.full_name in client.get(page).content.decode()
        counts.append(counter.count)
        for _more in range(9):
            ask(world)
    assert counts[0] == counts[1]


class _Count:
    """Counts statements."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        self.count += 1
        return execute(*args)
