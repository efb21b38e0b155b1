"""Servers of their own for these tests: they start, kill and break them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from schoolsafety.embedded import FAST_UNSAFE_SETTINGS, PostgresHandle, start_postgres


@pytest.fixture(autouse=True)
def _database() -> None:
    """These tests ask no database but those that they start themselves."""


@pytest.fixture
def var() -> Iterator[Path]:
    """A directory that the system user of Postgres may pass; pytest's own is closed to it."""
    path = Path(tempfile.mkdtemp(prefix="sv-test-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def stop() -> Iterator[ExitStack]:
    """Stops what a test leaves running: `stop.callback(handle.stop)`."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresHandle]:
    """One Postgres for a module that only looks at roles and rights."""
    path = Path(tempfile.mkdtemp(prefix="sv-test-"))
    handle = start_postgres(path, FAST_UNSAFE_SETTINGS)
    yield handle
    handle.stop()
    shutil.rmtree(path)


@pytest.fixture
def clean_env() -> dict[str, str]:
    """This process' environment without what would lead a child to real servers."""
    ours = ("DATABASE_", "REDIS_", "CELERY_", "DJANGO_", "SV_", "PORT", "HOST")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}
