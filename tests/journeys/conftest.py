"""Journeys: real Chromium against a real server, on a database of their own."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.journeys.browser import Visitor

# Playwright runs an event loop in this thread; the ORM calls beside it are still synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def server(committed_database: str, settings: Any) -> Iterator[str]:
    running = LiveServer("127.0.0.1")
    settings.BASE_URL = running.url  # the links in mails lead here
    yield running.url
    running.stop()


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visitor]]:
    visitors: list[Visitor] = []

    def make(viewport: dict[str, int]) -> Visitor:
        visitors.append(Visitor(browser, server, viewport))
        return visitors[-1]

    yield make
    for number, visitor in enumerate(visitors):
        visitor.keep(f"end-{number}")
    for visitor in visitors:
        visitor.close()
