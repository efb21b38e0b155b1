"""Hostile text that is saved, and everywhere it is read again: pages, PDFs, the CSV, mails, the audit log.

Hypothesis makes the texts; each field of each form of the dossier gets one, and what a form refuses is
filled in rightly, so that the rest reaches the database. Nothing may answer 500; no page or PDF may hold
a tag or an attribute that was typed; no cell may be a formula; mail and audit log may hold none of it.
"""

import csv as reader
import io
from collections.abc import Iterator
from contextlib import nullcontext
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pypdf
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core import csv, documents, outbox, pdf
from core.ids import uuid7
from dossiers import answer_letter, selectors, talk_documents
from dossiers.documents import CHRONOLOGY
from dossiers.table import TABLE
from portal.documents import DOSSIER
from tests.access_matrix import MATRIX
from tests.access_world import AccessWorld, rolled_back
from tests.dossiers.helpers import make_signal
from tests.factories import World
from tests.form_input import filled_in, form_pages, prepare, text_fields

ROOMS = ("dossiers:", "portal:", "writing:", "schools:disclosure_days", "schools:access")
# What each of these does is looked at and undone: their object would be gone for the forms after them.
UNDONE = frozenset(
    {
        "dossiers:cancel_talk", "dossiers:write_report", "dossiers:withholding",
        "dossiers:link_version", "dossiers:correct_for_request", "dossiers:carry_out",
        "dossiers:erase_entry", "dossiers:finish_follow_up", "dossiers:hand_over",
        "dossiers:finding", "dossiers:renew_consent", "dossiers:open_with_purpose", "dossiers:discard_draft",
        "portal:withdraw_request", "dossiers:withdraw_consent", "portal:withdraw_consent",
    }
)  # fmt: skip
# A report is signed before it is corrected; an answer ends a request; a full signal ends its draft.
FIRST, LAST = (
    ("dossiers:discard_draft", "dossiers:complete_signal", "portal:report"),
    ("dossiers:answer_request",),
)
# Ways out of where a text may stand, each with a tag or an attribute that nothing of ours has.
BREAKS = [
    "<merk-x onmerk=1>", '"><merk-x onmerk="1', "' onmerk='1", "--><merk-x>", "]]><merk-x>",
    "</textarea><merk-x>", "</title><merk-x>", "</script><merk-x>", "</style><merk-x>",
    "<script>merk()</script>", "<img src=//merk.invalid onerror=merk()>", "javascript:merk()",
    '<link rel=attachment href="file:///etc/passwd">', "&lt;merk-x&gt;", "url(file:///merk)",
]  # fmt: skip
EVALUATED = ["me-counted-rk", "me-said-rk"]  # what these would become in a template
TEMPLATES = [
    '{{ "me-counted"|add:"-rk" }}',
    '{% firstof "me-said"|add:"-rk" %}',
    "{% load i18n %}",
    "%(merk)s",
]
FORMULAS = [
    '=HYPERLINK("//merk")',
    "+merk",
    "-merk",
    "@merk",
    "＝merk",
    "\tmerk",
    " =merk",
    "'=merk",
]
SCRIPTS = [
    "\u202emerk\u202c", "مرحبا", "👩\u200d👩\u200d👧\u200d👦", "\u200f", "\ufeff", "\u2066", "e\u0301" * 20,
    "\U000e0041", "\ufffe",
]  # fmt: skip
BROKEN = ["\x00", "\x07", "\x1b[31m", "\ud800", "\x85", "\x0b", "\r", "\n", "\r\n", "\u2028"]
ALL = BREAKS + TEMPLATES + FORMULAS + SCRIPTS
FIELDS_SAVED = 100  # of some 130: names by initials and search words take no signs


def divided(pieces: list[str]) -> list[str]:
    """Return seven texts of these pieces, and one as long as a form takes."""
    texts = [" ".join(pieces[number::7]) for number in range(7)]
    return [*texts, (texts[0] * 200)[:20_000]]


# Each example sends every piece, in another order, with a text of anything and something broken.
HOSTILE = st.tuples(st.permutations(ALL), st.text(max_size=20), st.sampled_from(BROKEN)).map(
    lambda drawn: [*divided([*drawn[0], drawn[1]]), f"merk{drawn[2]}{drawn[1]}merk"]
)


class Typed(HTMLParser):
    """Finds tags, attributes and addresses that were typed by somebody and not written by us."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if "merk" in tag:
            self.found.append(tag)
        for name, value in attrs:
            address = (value or "").strip().lower() if name in {"href", "src", "action"} else ""
            if "merk" in name or "merk" in address or "passwd" in address:
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self.rawdata and self.cdata_elem in {"script", "style"} and "merk" in data:
            self.found.append(f"in {self.cdata_elem}")


def echoes(html: str) -> list[str]:
    """Return what of a typed text is alive in a page."""
    parser = Typed()
    parser.feed(html)
    return parser.found + [text for text in EVALUATED if text in html]


def send(client: Client, url: str, values: dict[str, Any]) -> Any:
    """Post a form as a browser or anything worse does: half a pair goes as its bytes."""
    if any(hasattr(value, "read") for value in values.values()):
        for value in values.values():
            if hasattr(value, "seek"):
                value.seek(0)  # it was read when the form was refused before
        kept = {
            name: value.encode(errors="replace").decode() if isinstance(value, str) else value
            for name, value in values.items()
        }
        return client.post(url, kept)
    body = urlencode(values, doseq=True, errors="surrogatepass")
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


def in_order(world: AccessWorld) -> list[tuple[str, str, str]]:
    """Return the forms of the dossier, in an order in which each can be taken."""
    forms = [form for form in form_pages(world) if form[0].startswith(ROOMS)]
    return sorted(forms, key=lambda form: (form[0] in LAST, form[0] not in FIRST))


def fill(client: Client, name: str, url: str, texts: list[str], taken: set[str]) -> Iterator[str]:
    """Send a form with hostile text in each field that takes it. Yields what is wrong with the answers.

    Adds the fields whose hostile text was saved to `taken`.
    """
    shown = client.get(url)
    if shown.status_code != 200:
        yield f"{name}: {shown.status_code} for the form"
        return
    form = shown.context["form"]
    right = filled_in(form, name)
    fields = text_fields(form)
    hostile = {
        field: texts[(number + len(name)) % len(texts)][: form.fields[field].max_length]
        for number, field in enumerate(fields)
    }
    answer = send(client, url, right | hostile)
    for _again in range(3):
        if answer.status_code != 422:
            break
        yield from (f"{name} refused: {found}" for found in echoes(answer.content.decode()))
        refused = set(answer.context["form"].errors)
        if not refused & set(hostile):
            hostile = {}  # what two fields say together; then only the page itself was tried
        hostile = {field: text for field, text in hostile.items() if field not in refused}
        answer = send(client, url, right | hostile)
    if answer.status_code != 302:
        reasons = dict(answer.context["form"].errors) if answer.context else ""
        yield f"{name}: {answer.status_code} {reasons}"
        return
    taken |= {f"{name}.{field}" for field in hostile}
    page = client.get(answer["Location"])
    if page.status_code not in {200, 302}:
        yield f"{name}: {page.status_code} after it"
    yield from (f"{name} saved: {found}" for found in echoes(page.content.decode()))


def pages(world: AccessWorld) -> Iterator[tuple[str, str, str]]:
    """Yield name, address and reader of each page that shows what the forms save."""
    for name, row in MATRIX.items():
        if name.startswith(ROOMS) and row.get == 200 and name != "dossiers:discard_draft":
            for persona in ("af", "teacher", "parent"):
                if persona in row.ok - row.gated:
                    yield name, reverse(name, kwargs=row.kwargs(world)), persona
                    break


def asked(world: AccessWorld) -> Iterator[tuple[str, Any, Any, dict[str, Any]]]:
    """Yield kind, reader, subject and choice of each document that holds what the forms save."""
    people = world.people
    guardian = world.talk.guardians.get()
    yield CHRONOLOGY, people.af, people.pupil, {}
    yield TABLE, people.af, people.pupil, {}
    yield talk_documents.LETTER, people.af, world.talk, {"guardian": str(guardian.pk)}
    yield talk_documents.REPORT, people.af, world.held_talk, {}
    yield answer_letter.ANSWER_LETTER, people.af, world.request, {}
    yield DOSSIER, people.parent, people.pupil, {}


def made(world: AccessWorld) -> dict[str, str]:
    """Let the worker make each document; returns its HTML or CSV by kind."""
    found = {}
    for kind, reader_, subject, choice in asked(world):
        document = documents.ask(
            actor=reader_, kind=kind, subject=subject, key=uuid7(), choice=choice
        )
        documents.make_waiting()
        document.refresh_from_db()
        assert document.state == document.State.READY, f"{kind}: {document.failure}"
        found[kind] = documents.read(actor=reader_, document=document)[0].decode()
    return found


def in_audit_log() -> int:
    """Return how many rows of the audit log hold something that was typed."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_event e where e::text like '%merk%'")
        return int(cursor.fetchone()[0])


@pytest.fixture
def as_html(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the HTML that would be laid out, for the seconds that Pango takes."""
    monkeypatch.setattr(pdf, "from_html", lambda html, **_more: html.encode(errors="strict"))


@settings(
    max_examples=2,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.generate],  # to shrink would send all forms a hundred times
)
@given(texts=HOSTILE)
def test_hostile_text_is_text_wherever_it_is_read(
    texts: list[str],
    access_world: AccessWorld,
    clients: dict[str, Client],
    plain_refusals: None,
    as_html: None,
) -> None:
    wrong: list[str] = []
    taken: set[str] = set()
    mail.outbox.clear()
    with rolled_back():
        for name, url, persona in in_order(access_world):
            with rolled_back() if name in UNDONE else nullcontext():
                prepare(name, access_world)
                wrong += fill(clients[persona], name, url, texts, taken)
        for name, url, persona in pages(access_world):
            answer = clients[persona].get(url)
            if answer.status_code not in {200, 302}:
                wrong.append(f"{name} {persona}: {answer.status_code}")
            wrong += [f"{name} {persona}: {found}" for found in echoes(answer.content.decode())]
        papers = made(access_world)
        table = papers.pop(TABLE)
        for kind, html in papers.items():
            wrong += [f"{kind}: {found}" for found in echoes(html)]
        rows = list(reader.reader(io.StringIO(table[1:], newline=""), delimiter=";", strict=True))
        wrong += [
            f"a formula: {cell[:40]}"
            for row in rows
            for cell in row
            if csv.is_formula(cell) and not cell.startswith("'")
        ]
        outbox.deliver_due()
        wrong += [
            f"mail: {message.subject}"
            for message in mail.outbox
            if "merk" in f"{message.subject} {message.body}"
        ]
        if in_audit_log():
            wrong.append("the audit log holds a text")
        assert len(taken) > FIELDS_SAVED, sorted(taken)
        assert len(rows) > 5
        assert mail.outbox
        assert all("merk" in html for html in papers.values())
    assert not wrong, "\n".join(wrong)


PLACES = [
    "<p>{}</p>", '<input value="{}">', "<input value='{}'>", "<textarea>{}</textarea>",
    "<title>{}</title>", "<script>{}</script>", "<style>{}</style>", "<!-- {} -->", '<a href="{}">x</a>',
]  # fmt: skip


@pytest.mark.postgres_free
@pytest.mark.parametrize("typed", [text for text in BREAKS if text[0] not in "&]u"])
def test_echo_is_heard_where_a_text_gets_out_and_not_where_it_is_text(typed: str) -> None:
    assert any(echoes(place.replace("{}", typed)) for place in PLACES)
    assert not any(echoes(place.replace("{}", escape(typed))) for place in PLACES[:4])


@pytest.mark.parametrize("name", ["dossiers:autosave", "dossiers:autosave_report"])
@pytest.mark.parametrize("text", [*BROKEN, "<merk-x>", "x" * 30_000])
def test_text_that_saves_itself_as_one_types_never_falls_over(
    name: str, text: str, access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    url = reverse(name, kwargs=MATRIX[name].kwargs(access_world))
    values = dict.fromkeys(("facts", "discussed", "present", "place", "key", "window"), text)
    answer = send(clients["teacher"], url, values)
    assert answer.status_code in {200, 409, 422}
    assert not echoes(answer.content.decode())


def test_pdf_holds_hostile_text_as_text_and_nothing_is_fetched(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint.urls import URLFetcher

    fetched: list[str] = []
    fetch = URLFetcher.fetch

    def watched(self: Any, url: str, *args: Any, **more: Any) -> Any:
        fetched.append(url)
        return fetch(self, url, *args, **more)

    monkeypatch.setattr(URLFetcher, "fetch", watched)
    make_signal(world.teacher, world.pupil, facts="\n".join(BREAKS + TEMPLATES + FORMULAS))
    assert selectors.chronology(world.pupil, world.af).places
    document = documents.ask(actor=world.af, kind=CHRONOLOGY, subject=world.pupil, key=uuid7())
    documents.make_waiting()
    content, _pupil = documents.read(actor=world.af, document=document)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    seen = "".join(text.replace("\x00", "").split())
    typed = ["".join(text.split()) for text in (*BREAKS, *TEMPLATES)]
    # pypdf doesn't read the one letter that 'fi' is drawn as.
    assert not [text for text in typed if text not in seen and "fi" not in text]
    assert not fetched
    assert b"/EmbeddedFile" not in content
