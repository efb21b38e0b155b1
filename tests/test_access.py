"""Walks the URLconf: every route × everyone × every method has an expected answer in access_matrix.py.

A route without a row fails, and so does a row without a route. Each request is rolled back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access_matrix import ALLAUTH, MATRIX, METHODS, PERSONAS, PUBLIC, Row, expected
from tests.access_world import AccessWorld, make_access_world
from tests.factories import login


def routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            prefix = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry, prefix)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield f"{namespace}{entry.name}"


ALL = sorted(set(routes()))


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(ALL) - ALLAUTH == set(MATRIX)
    assert set(ALL) >= ALLAUTH


def test_few_routes_are_public() -> None:
    """Health and logging in; nothing else answers a visitor without an account."""
    answered = set()
    for name in ALL:
        row = MATRIX.get(name)
        if row is not None and "anonymous" in row.ok:
            answered.add(name)
    assert answered == PUBLIC


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def access_world(_database: None) -> AccessWorld:
    return make_access_world()


def answers(row: Row, url: str, world: AccessWorld) -> dict[tuple[str, str], int]:
    found = {}
    for persona in PERSONAS:
        client = Client(raise_request_exception=False)
        if persona != "anonymous":
            login(client, world.people.user(persona))
        for method in METHODS:
            with rolled_back():
                response = client.generic(method, url)
                found[persona, method] = response.status_code
                if persona == "anonymous" and response.status_code == 302:
                    assert response["Location"].startswith(reverse("account_login"))
    return found


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_route_answers_each_person_as_the_matrix_says(name: str, access_world: AccessWorld) -> None:
    row = MATRIX[name]
    url = reverse(name, kwargs=row.kwargs(access_world))
    found = answers(row, url, access_world)
    wanted = {
        (persona, method): expected(row, persona, method)
        for persona in PERSONAS
        for method in METHODS
    }
    wrong = {
        key: f"{code} instead of {wanted[key]}"
        for key, code in found.items()
        if code != wanted[key]
    }
    assert not wrong
