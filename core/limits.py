"""A ceiling for what one piece of heavy work may take, so that it fails instead of its neighbours."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

_PAGE = resource.getpagesize()


@contextmanager
def memory(megabytes: int) -> Iterator[None]:
    """Let the block take `megabytes` of address space more than now; beyond it Python raises MemoryError.

    0 is no ceiling. It holds for the whole process, so use it where one thing happens at a time: in a
    worker of Celery's prefork pool.
    """
    if not megabytes:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    with open("/proc/self/statm") as file:
        now = int(file.read().split()[0]) * _PAGE
    ceiling = now + megabytes * 1024 * 1024
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
