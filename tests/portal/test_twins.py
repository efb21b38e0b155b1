"""Nothing tells a parent that something is kept back: not a byte, a query, a number, a day or a mail (A4).

Twins have the same dossier; of the second one more was written, and kept from the parents in every way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import documents, pdf
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import today
from dossiers import services
from dossiers.models import Disclosure, Signal
from dossiers.services.opening import open_due
from portal.reading import ENTRIES_A_PAGE, overview
from schools.models import Guardian, Pupil
from tests.dossiers.disclosure import make_report, make_row_of_contact, noon, withhold
from tests.dossiers.helpers import make_signal
from tests.factories import login, make_guardian, make_pupil, make_user

pytestmark = pytest.mark.skipif(not pdf.available(), reason="no Pango here")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TOKEN = re.compile(r'(csrfmiddlewaretoken" value=|csrftoken|X-CSRFToken": )"?[\w]{32,}"?')


@dataclass
class Twin:
    """A child, its parent, and what that parent sees."""

    pupil: Pupil
    guardian: Guardian
    client: Client

    @property
    def parent(self) -> Any:
        return self.guardian.user


def _twin(world: Any) -> Twin:
    pupil = make_pupil(world.school, world.group, "Fenna", "", "Postma")
    parent = make_user(name="Ouder Postma")
    client = Client()
    login(client, parent)
    return Twin(pupil, make_guardian(pupil, parent), client)


def _same_for(world: Any, twin: Twin) -> None:
    """Write what both have: signals, a contact and a report, all open to the parents."""
    for number in range(ENTRIES_A_PAGE - 2):
        signal = make_signal(
            world.teacher, twin.pupil, days_ago=number * 2, facts=f"Feit {number}."
        )
        services.disclose_signal(actor=world.af, signal=signal, number=1)
    contact = make_row_of_contact(world.teacher, twin.pupil, guardian=twin.guardian)
    services.disclose_contact(actor=world.teacher, contact=contact)
    report = make_report(world.teacher, twin.pupil, twin.guardian)
    services.disclose_report(actor=world.teacher, report=report)


def _kept_from(world: Any, twin: Twin) -> None:
    """Write more, and keep it from the parents: before it opened, after it, and from the one parent."""

    def signal(days_ago: int) -> Signal:
        return make_signal(world.teacher, twin.pupil, days_ago=days_ago, facts="Geheim.")

    withhold(world.af, signal(1))
    opened = signal(3)
    services.disclose_signal(actor=world.af, signal=opened, number=1)
    withhold(world.af, opened)
    withhold(world.af, signal(0), twin.guardian)
    make_signal(world.teacher, twin.pupil, kinds=["violence"])
    contact = make_row_of_contact(world.teacher, twin.pupil, guardian=twin.guardian)
    services.disclose_contact(actor=world.teacher, contact=contact)
    withhold(world.af, contact)
    report = make_report(world.teacher, twin.pupil, twin.guardian)
    services.disclose_report(actor=world.teacher, report=report)
    withhold(world.af, report)


@pytest.fixture
def twins(world) -> Iterator[tuple[Twin, Twin]]:
    with noon(0, tick=True):
        plain, secret = _twin(world), _twin(world)
        for twin in (plain, secret):
            _same_for(world, twin)
        OutboxMessage.objects.all().delete()
        _kept_from(world, secret)
        OutboxMessage.objects.all().delete()
        yield plain, secret


def plain_text(page: bytes) -> str:
    """Return a page without what differs between any two requests."""
    return TOKEN.sub("TOKEN", UUID.sub("ID", page.decode()))


def addresses(twin: Twin) -> list[str]:
    """Return every page of the portal that a parent opens about a child, and the start page."""
    from tests.portal.routes import about_child

    found = [reverse("home:today"), reverse("portal:children"), reverse("documents:documents")]
    pages = [reverse(name, args=[twin.pupil.pk]) for name in about_child("GET")]
    dossier = reverse("portal:dossier", args=[twin.pupil.pk])
    return found + pages + [f"{dossier}?page=2", f"{dossier}?page=99"]


def test_pages_are_the_same_to_the_byte(twins: tuple[Twin, Twin]) -> None:
    plain, secret = twins
    for one, two in zip(addresses(plain), addresses(secret), strict=True):
        first, second = plain.client.get(one), secret.client.get(two)
        assert first.status_code == second.status_code
        assert plain_text(first.content) == plain_text(second.content), one
        assert set(first.headers) == set(second.headers)


def test_pages_ask_the_database_the_same(twins: tuple[Twin, Twin]) -> None:
    plain, secret = twins

    def statements(twin: Twin, url: str) -> list[str]:
        twin.client.get(url)
        with CaptureQueriesContext(connection) as captured:
            twin.client.get(url)
        return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in captured]

    for one, two in zip(addresses(plain), addresses(secret), strict=True):
        assert statements(plain, one) == statements(secret, two), one


def test_counts_and_newest_day_are_of_what_is_read(twins: tuple[Twin, Twin]) -> None:
    (first,), (second,) = (overview(twin.parent) for twin in twins)
    assert first.entries == second.entries == ENTRIES_A_PAGE
    assert first.newest is not None
    assert second.newest is not None
    assert first.newest.date() == second.newest.date()
    assert max(made.created_at for made in _read(twins[1])) == second.newest


def _read(twin: Twin) -> list[Disclosure]:
    return list(Disclosure.objects.open_to(twin.parent))


def test_pdf_is_the_same_to_the_byte(twins: tuple[Twin, Twin]) -> None:
    found = []
    for twin in twins:
        asked = twin.client.post(reverse("portal:download", args=[twin.pupil.pk]), {"key": uuid7()})
        assert asked.status_code == 302
        documents.make_waiting()
        page = twin.client.get(asked["Location"]).content.decode()
        (link,) = re.findall(r'href="([^"]*/downloaden/)"', page)
        found.append(b"".join(twin.client.get(link)))
    assert found[0].startswith(b"%PDF")
    assert len(found[0]) == len(found[1])
    same = [one == two for one, two in zip(*found, strict=True)]
    assert same.count(False) <= 64  # the file's own random id


def test_clock_and_mail_tell_nothing(world, twins: tuple[Twin, Twin]) -> None:
    plain, secret = twins
    for twin in twins:
        make_signal(world.teacher, twin.pupil, facts="Gewoon.")
    with noon(14):
        open_due(today())
    sent = [
        list(
            OutboxMessage.objects.filter(payload__user=twin.parent.pk).values_list("payload__path")
        )
        for twin in (plain, secret)
    ]
    assert len(sent[0]) == len(sent[1]) == 1


def test_end_of_a_withholding_is_new_on_the_day_it_ends(world, twins: tuple[Twin, Twin]) -> None:
    _plain, secret = twins
    kept = secret.pupil.withholdings.open().filter(
        signal__isnull=False, signal__disclosures=None, guardian=None
    )
    with noon(40):
        services.end_withholding(
            actor=world.af, withholding=kept.get(), result="Veilig.", at_once=True
        )
        (child,) = overview(secret.parent)
        made = Disclosure.objects.latest("created_at")
    assert child.newest == made.created_at
    assert child.entries == ENTRIES_A_PAGE + 1
    assert made.created_at.date() - today() >= timedelta(days=39)
