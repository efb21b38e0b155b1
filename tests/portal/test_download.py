"""The own child's dossier as PDF: as the parent who asks, as long as that parent may read it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import activate, get_language, override

from audit.models import Event
from core import documents, pdf
from core.ids import uuid7
from core.models import Document
from core.workdays import today
from dossiers import services
from portal.documents import DOSSIER
from schools.models import Guardian
from tests.dossiers.helpers import make_signal
from tests.factories import login

ENDINGS: list[dict[str, Any]] = [
    {"ends_on": today() - timedelta(days=1)},
    {"gezag": False},
    {"portal_blocked": True},
]


@pytest.fixture
def html(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is laid out, as HTML: Pango takes seconds and is tested in tests/core."""
    found: list[str] = []

    def keep(page: str, **_more: Any) -> bytes:
        found.append(page)
        return b"%PDF-kept"

    monkeypatch.setattr(pdf, "from_html", keep)
    return found


@pytest.fixture
def parent(client, world) -> Any:
    signal = make_signal(
        world.teacher, world.pupil, facts="Zat stil.", hearsay="Ruzie.", hearsay_source="een tante",
        hearsay_consent=True,
    )  # fmt: skip
    services.disclose_signal(actor=world.af, signal=signal, number=1)
    make_signal(world.teacher, world.pupil, facts="Nog dicht.")
    login(client, world.parent)
    return client


def ask(client: Any, pupil: Any) -> Any:
    return client.post(reverse("portal:download", args=[pupil.pk]), {"key": uuid7()})


def link_of(document: Document) -> str:
    return reverse("documents:download", args=[document.pk])


def test_pdf_holds_what_the_page_shows_with_reader_and_page_numbers(
    parent, world, html: list[str]
) -> None:
    assert ask(parent, world.pupil).status_code == 302
    documents.make_waiting()
    (page,) = html
    assert "Zat stil." in page
    assert "Nog dicht." not in page
    assert "een tante" not in page
    assert str(world.parent) in page
    for words in ('data-mark="', 'data-page="', 'data-of="'):
        assert words in page
    assert parent.get(link_of(Document.objects.get())).content == b"%PDF-kept"


def test_staff_see_that_a_parent_downloaded_it(parent, world, html: list[str]) -> None:
    ask(parent, world.pupil)
    documents.make_waiting()
    parent.get(link_of(Document.objects.get()))
    looks = Event.objects.about_pupil(world.pupil.pk).filter(action="portal.dossier_downloaded")
    assert [event.actor_id for event in looks] == [world.parent.pk]


@pytest.mark.parametrize("ending", ENDINGS)
def test_parent_whose_right_has_ended_gets_404_for_page_button_and_file(
    parent, world, html: list[str], ending: dict[str, Any]
) -> None:
    ask(parent, world.pupil)
    documents.make_waiting()
    ready = Document.objects.get()
    Guardian.objects.filter(user=world.parent).update(**ending)
    assert parent.get(reverse("portal:dossier", args=[world.pupil.pk])).status_code == 404
    assert ask(parent, world.pupil).status_code == 404
    assert parent.get(link_of(ready)).status_code == 404
    page = parent.get(reverse("documents:document", args=[ready.pk]))
    assert world.pupil.call_name not in re.sub(r"<[^>]*>", "", page.content.decode())


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_asked_before_the_right_ended_is_not_made(
    parent, world, html: list[str], ending: dict[str, Any]
) -> None:
    ask(parent, world.pupil)
    Guardian.objects.filter(user=world.parent).update(**ending)
    documents.make_waiting()
    document = Document.objects.get()
    assert (document.state, document.failure) == ("failed", "not_allowed")
    assert html == []


def test_nobody_else_asks_for_it(client, world) -> None:
    for name in ("teacher", "af", "other_parent", "bestuur"):
        login(client, world.user(name))
        assert ask(client, world.pupil).status_code == 404
        with pytest.raises(documents.NotAllowed):
            documents.kind_of(Document(kind=DOSSIER)).subject_for(
                world.user(name), str(world.pupil.pk)
            )


def test_a_third_language_needs_texts_alone(parent, world, settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("pl", "Polski")]
    before = get_language()
    with override("pl"):
        page = parent.get(
            reverse("portal:dossier", args=[world.pupil.pk]), HTTP_ACCEPT_LANGUAGE="pl"
        )
    activate(before or "nl")
    assert page.status_code == 200
    assert b"Zat stil." in page.content
