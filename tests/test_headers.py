"""Every answer carries the same protection, holds no inline script or style, and reading writes nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access_matrix import ALLAUTH, MATRIX, PERSONAS
from tests.access_world import AccessWorld, rolled_back
from tests.test_access import url_of_allauth

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
NOTHING = ("default-src", "object-src", "base-uri", "frame-ancestors")
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|<[^>]+\son[a-z]+=|javascript:", re.I)
# What a GET may write: the session (its idle time), and who looked or was refused.
WRITE = re.compile(r"^\s*(insert|update|delete|truncate|alter|drop|create)\b", re.I)
ALLOWED = re.compile(r'^\s*(insert into|update|delete from) "(django_session|axes_\w+)"', re.I)


def protection_missing(response: Any) -> list[str]:
    """Return what an answer lacks."""
    wrong = [name for name, value in FIXED.items() if response.get(name) != value]
    policy = {
        part.split()[0]: part.split()[1:]
        for part in response.get("Content-Security-Policy", "").split(";")
        if part.strip()
    }
    wrong += [name for name in NOTHING if policy.get(name) != ["'none'"]]
    wrong += [
        f"{name} {source}"
        for name, sources in policy.items()
        for source in sources
        if source.startswith("'unsafe") or source in {"*", "http:", "https:"}
    ]
    if "no-store" not in response.get("Cache-Control", ""):
        wrong.append(f"Cache-Control: {response.get('Cache-Control')}")
    if "camera=()" not in response.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    if response.get("Content-Type", "").startswith("text/html"):
        wrong += [found.group()[:40] for found in INLINE.finditer(response.content.decode())]
    return wrong


def visits(world: AccessWorld) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, address, persona and method: of each route who may and who may not, and a form sent."""
    for name, row in MATRIX.items():
        url = reverse(name, kwargs=row.kwargs(world))
        may = next(who for who in PERSONAS[1:] if who in row.ok)
        yield name, url, may, "GET"
        if row.post is not None:
            yield name, url, may, "POST"
        if row.hidden or row.ok != frozenset(PERSONAS):
            yield name, url, "anonymous", "GET"
        if refused := sorted(frozenset(PERSONAS[1:]) - row.ok):
            yield name, url, refused[0], "GET"
    for name in sorted(ALLAUTH):
        yield name, url_of_allauth(name), "teacher", "GET"
        yield name, url_of_allauth(name), "anonymous", "GET"


def unexpected_writes(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements that a GET should not send."""
    statements = [str(query["sql"]) for query in queries]
    return [sql[:100] for sql in statements if WRITE.match(sql) and not ALLOWED.match(sql)]


def test_every_answer_is_protected_and_reading_writes_nothing(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    wrong = []
    for name, url, persona, method in visits(access_world):
        connection.queries_log.clear()  # it holds 9,000, and there are more for all routes together
        with rolled_back(), CaptureQueriesContext(connection) as queries:
            response = clients[persona].generic(method, url)
        found = protection_missing(response)
        if method == "GET":
            found += unexpected_writes(queries)
        if found:
            wrong.append(f"{name} {persona} {method}: {found}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "url", ["/bestaat-niet/", "/dossiers/geen-uuid/", "/static/bestaat-niet.css"]
)
def test_unknown_addresses_are_protected_too(url: str, client: Client) -> None:
    missing = protection_missing(client.get(url))
    assert not missing
