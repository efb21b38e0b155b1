"""Hostile text in every form of the Meldcode and of the sociale kaart, and wherever it is read again.

The same texts and the same eyes as for the dossier (tests/test_hostile_text.py); here each form is tried on
a world of its own, since one brings the case where another can't be sent any more.
"""

from collections.abc import Iterator
from typing import Any

from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from core import documents, outbox
from core.ids import uuid7
from meldcode.documents import LETTER, RAPPORTAGE, RECORD
from tests.access_matrix import MATRIX
from tests.access_world import AccessWorld, rolled_back
from tests.form_input import form_pages, prepare
from tests.test_hostile_text import (  # noqa: F401 - a fixture
    ALL,
    BROKEN,
    as_html,
    divided,
    echoes,
    fill,
    in_audit_log,
)

TEXTS = [*divided(ALL), f"merk{''.join(BROKEN[:4])}merk"]
FIELDS_SAVED = 60


def is_of_this_room(name: str) -> bool:
    return name.startswith(("meldcode:", "schools:partner"))


def readings(
    world: AccessWorld, clients: dict[str, Client], name: str
) -> Iterator[tuple[str, str]]:
    """Yield the pages and papers that show what a form saved, by name."""
    pages = [("meldcode:case", "af"), ("meldcode:decision", "manager"), ("meldcode:cases", "af")]
    row = MATRIX[name]
    if row.get == 200:
        pages += [(name, who) for who in ("af", "manager", "teacher", "bestuur") if who in row.ok][
            :1
        ]
    if name.startswith("schools:"):
        pages = [("schools:partners", "af"), ("meldcode:acute", "af")]
    for page, who in pages:
        url = reverse(page, kwargs=MATRIX[page].kwargs(world))
        yield f"{page} {who}", clients[who].get(url).content.decode()
    if name.startswith("meldcode:"):
        for kind in (RECORD, RAPPORTAGE, LETTER):
            yield kind, paper(world, kind)


def paper(world: AccessWorld, kind: str) -> str:
    """Let the worker make a document of the case; returns its HTML."""
    reader: Any = world.people.af
    try:
        document = documents.ask(actor=reader, kind=kind, subject=world.case, key=uuid7())
    except PermissionDenied:
        return ""  # the form shut the reader out of the case
    documents.make_waiting()
    document.refresh_from_db()
    if document.state != document.State.READY:
        return ""  # there is nothing to make it of: no report, no Rapportage
    return documents.read(actor=reader, document=document)[0].decode()


def test_hostile_text_in_a_case_is_text_wherever_it_is_read(
    access_world: AccessWorld,
    clients: dict[str, Client],
    plain_refusals: None,
    as_html: None,  # noqa: F811
) -> None:
    wrong: list[str] = []
    taken: set[str] = set()
    papers = 0
    mail.outbox.clear()
    for name, url, persona in form_pages(access_world):
        if not is_of_this_room(name):
            continue
        with rolled_back():
            prepare(name, access_world)
            wrong += fill(clients[persona], name, url, TEXTS, taken)
            for what, html in readings(access_world, clients, name):
                papers += "merk" in html and what in (RECORD, RAPPORTAGE, LETTER)
                wrong += [f"{name} in {what}: {found}" for found in echoes(html)]
            outbox.deliver_due()
            if in_audit_log():
                wrong.append(f"{name}: the audit log holds a text")
    wrong += [
        f"mail: {message.subject}"
        for message in mail.outbox
        if "merk" in f"{message.subject} {message.body}"
    ]
    assert len(taken) > FIELDS_SAVED, sorted(taken)
    assert papers > 10
    assert not wrong, "\n".join(wrong)
