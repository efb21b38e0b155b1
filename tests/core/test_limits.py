"""Heavy work has a ceiling of its own: it fails, and what comes after it does not."""

import resource

import pytest

from core import limits

pytestmark = pytest.mark.postgres_free
MEGABYTE = 1024 * 1024


def test_work_that_takes_too_much_memory_fails_and_the_process_lives_on() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(MemoryError), limits.memory(64):
        bytearray(512 * MEGABYTE)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert len(bytearray(128 * MEGABYTE)) == 128 * MEGABYTE


def test_work_within_its_limit_is_left_alone() -> None:
    with limits.memory(256):
        assert len(bytearray(16 * MEGABYTE)) == 16 * MEGABYTE


def test_no_limit_is_no_ceiling() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with limits.memory(0):
        assert resource.getrlimit(resource.RLIMIT_AS) == before
