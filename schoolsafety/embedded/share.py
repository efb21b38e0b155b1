"""Several processes on one data directory: a second terminal, parallel test workers.

Each holds a shared lock while it uses the server; the last one out stops it. The kernel drops the
lock of a process that was killed, so a crash leaves nothing that the next start can't take over.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path


class Share:
    """Who uses the server of one data directory: a shared lock each, the last one out stops it."""

    def __init__(self, var: Path, name: str) -> None:
        self._gate = var / f".{name}.gate"
        self._users = var / f".{name}.users"
        self._held: int | None = None
        self._pid = os.getpid()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Let one process at a time start or stop the server."""
        gate = os.open(self._gate, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield
        finally:
            os.close(gate)

    def join(self) -> None:
        self._held = os.open(self._users, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._held, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Give up the shared lock; returns whether nobody else holds one."""
        if self._held is None:
            return False
        held, self._held = self._held, None
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            # Unlocking (not only closing) also frees a lock that a forked child inherited.
            fcntl.flock(held, fcntl.LOCK_UN)
            os.close(held)

    def finisher(self, halt: Callable[[], None]) -> Callable[[], None]:
        """Return the function that leaves and, when last, halts; forked children can't call it."""

        def finish() -> None:
            if self._held is None or os.getpid() != self._pid:
                return
            with self.alone():
                if self.leave():
                    halt()

        return finish
