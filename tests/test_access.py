"""Walks the URLconf: every route × everyone × every method has an expected answer in access_matrix.py.

A route without a row fails, and so does a row without a route. Each request is rolled back. Whatever a
page links to answers whoever sees that page. GET and POST are asked of everyone; PUT, PATCH and DELETE,
which no view has, in turns: each route gets each of them from a third of the people.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access_matrix import (
    ALLAUTH,
    ALLAUTH_PUBLIC,
    MATRIX,
    METHODS,
    PERSONAS,
    PUBLIC,
    expected,
)
from tests.access_world import AccessWorld, rolled_back
from tests.factories import login


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Yield the full name of every route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield f"{space}{entry.name}"


ALL = sorted(set(routes()))
LARGE = ("schools", "dossiers", "meldcode", "protocols")
ROOMS = {"the rest": [name for name in MATRIX if not name.startswith(LARGE)]} | {
    room: [name for name in MATRIX if name.startswith(room)] for room in LARGE
}


def asked(number: int) -> Iterator[tuple[str, str]]:
    """Yield who asks with which method for the so many-th route."""
    real, unused = METHODS[:2], METHODS[2:]
    for turn, persona in enumerate(PERSONAS, number):
        for method in (*real, unused[turn % len(unused)]):
            yield persona, method


DEAD = {403, 404, 500}
HREF = re.compile(r'href="([^"#]+)')


def links_on(response: Any, url: str) -> set[str]:
    """Return where a page leads within the application, the frame of every page left out."""
    if response.status_code != 200 or "html" not in response.headers.get("Content-Type", ""):
        return set()
    _top, _main, content = response.content.decode().partition("<main")
    found = {urljoin(url, unescape(link)) for link in HREF.findall(content)}
    return {link for link in found if link.startswith("/") and not link.startswith("/static/")}


def url_of(name: str, world: AccessWorld) -> str:
    """Return the address of a route of the matrix, about the objects of `world`."""
    return reverse(name, kwargs=MATRIX[name].kwargs(world))


def url_of_allauth(name: str) -> str:
    """Return the address of a page of allauth, with whatever keys it takes."""
    known = {"uidb36": "1", "key": "x-y", "pk": 1}
    [(_path, taken)] = get_resolver().reverse_dict.getlist(name)[0][0]
    return reverse(name, kwargs={argument: known[argument] for argument in taken})


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(ALL) == set(MATRIX) | ALLAUTH


def test_few_routes_are_public() -> None:
    """Health, the language and logging in; nothing else answers a visitor without an account."""
    assert {name for name, row in MATRIX.items() if "anonymous" in row.ok} == PUBLIC


@pytest.mark.parametrize("names", ROOMS.values(), ids=ROOMS.keys())
def test_routes_answer_each_person_as_the_matrix_says(
    names: list[str], plain_refusals: None, access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    wrong: dict[tuple[str, ...], str] = {}
    answers: dict[tuple[str, str], int] = {}
    links: dict[tuple[str, str], str] = {}
    for number, name in enumerate(names):
        url = url_of(name, access_world)
        for persona, method in asked(number):
            with rolled_back():
                response = clients[persona].generic(method, url)
                if method == "GET":
                    answers[persona, url] = response.status_code
                    links |= {(persona, link): name for link in links_on(response, url)}
            wanted = expected(MATRIX[name], persona, method)
            if response.status_code != wanted:
                wrong[name, persona, method] = f"{response.status_code} instead of {wanted}"
            elif persona == "anonymous" and response.status_code == 302 and name not in PUBLIC:
                assert response["Location"].startswith(reverse("account_login"))
    for (persona, link), name in links.items():
        if (persona, link) not in answers:
            with rolled_back():
                answers[persona, link] = clients[persona].get(link).status_code
        if answers[persona, link] in DEAD:
            wrong[name, persona, link] = f"a dead link: {answers[persona, link]}"
    assert not wrong, "\n".join(f"{key}: {answer}" for key, answer in wrong.items())


def test_other_methods_show_nothing_to_who_may_not_come_in(
    plain_refusals: None, access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    for name, row in MATRIX.items():
        for persona in {"anonymous", "outsider"} - row.ok:
            for method in ("HEAD", "OPTIONS", "TRACE"):
                with rolled_back():
                    response = clients[persona].generic(method, url_of(name, access_world))
                assert response.status_code == expected(row, persona, method), (name, method)


@pytest.mark.parametrize("name", sorted(ALLAUTH))
def test_pages_of_allauth_are_public_or_ask_for_a_login_and_never_fail(
    name: str, world: Any
) -> None:
    url = url_of_allauth(name)
    anonymous, member = Client(), Client()
    login(member, world.teacher)
    for method in ("GET", "POST"):
        with rolled_back():
            response = anonymous.generic(method, url)
        to_login = response.status_code == 302 and response["Location"].startswith(
            reverse("account_login")
        )
        assert response.status_code < 500
        if name not in ALLAUTH_PUBLIC:
            assert to_login
        with rolled_back():
            assert member.generic(method, url).status_code < 500
