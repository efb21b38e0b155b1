"""Run a few programs side by side, show what they say, and stop them together.

A small supervisor of our own: honcho, which does the same, forgets children when a signal comes
before all have started, kills a Celery worker after five seconds, and can't say which one stopped.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from types import FrameType
from typing import TextIO

GRACE_SECONDS = (
    20.0  # for a worker to finish its task; after that it's killed and the task runs again
)
LAST_LINES_SECONDS = 5.0  # a stray grandchild may hold the pipe open
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """A program to keep running, under the name that its lines get."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Stopped:
    """A program that came to its end."""

    name: str
    code: int

    def __str__(self) -> str:
        how = f"exit code {self.code}" if self.code >= 0 else signal.Signals(-self.code).name
        return f"{self.name} stopped ({how})"


class Supervisor:
    """Runs programs until one stops or a signal asks to stop; then stops them all."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        env: Mapping[str, str],
        cwd: Path,
        out: TextIO = sys.stdout,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self._programs = programs
        self._env = env
        self._cwd = cwd
        self._out = out
        self._grace = grace
        self._events: SimpleQueue[Stopped | signal.Signals] = SimpleQueue()
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._relays: list[threading.Thread] = []
        self._width = max(len(program.name) for program in programs)
        self._print = threading.Lock()

    def run(self, started: Callable[[], None] = lambda: None) -> Stopped | None:
        """Start all, call `started`, and return when all are gone.

        Returns the program that stopped by itself (whatever its exit code), or None after a signal.
        """
        with self._signals():
            try:
                self._start()
                started()
                event = self._events.get()
            finally:
                self._stop()
        return event if isinstance(event, Stopped) else None

    def say(self, name: str, line: str) -> None:
        """Print one line under a name; lines of several programs don't mix."""
        with self._print:
            print(f"{name:<{self._width}} | {line}", file=self._out, flush=True)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def handle(number: int, _frame: FrameType | None) -> None:
            self._events.put(signal.Signals(number))  # SimpleQueue may be used in a handler

        before = {number: signal.signal(number, handle) for number in STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _start(self) -> None:
        # Every process before the first thread: between fork and exec no lock may be held.
        try:
            for program in self._programs:
                self._running[program.name] = self._launch(program)
        finally:
            for item in self._running.items():
                self._relays.append(threading.Thread(target=self._relay, args=item, daemon=True))
                self._relays[-1].start()
                threading.Thread(target=self._watch, args=item, daemon=True).start()

    def _launch(self, program: Program) -> subprocess.Popen[str]:
        return subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=dict(self._env),
            cwd=self._cwd,
            start_new_session=True,  # Ctrl-C in the terminal reaches us alone
            preexec_fn=_die_with_parent(),
        )

    def _relay(self, name: str, process: subprocess.Popen[str]) -> None:
        if process.stdout is not None:
            with process.stdout:
                for line in process.stdout:
                    self.say(name, line.rstrip("\n"))

    def _watch(self, name: str, process: subprocess.Popen[str]) -> None:
        # Its pid stays its own until `wait` reaps it, so the signal to its group can't go astray.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        _signal_group(process, signal.SIGKILL)
        self._events.put(Stopped(name, process.wait()))

    def _stop(self) -> None:
        for process in self._running.values():
            if process.returncode is None:
                process.terminate()
        deadline = monotonic() + self._grace
        while self._alive():
            try:
                event = self._events.get(timeout=max(0.0, deadline - monotonic()))
            except Empty:
                event = signal.SIGKILL
            if not isinstance(event, Stopped):  # time is up, or asked a second time
                deadline = monotonic() + self._grace
                for process in self._alive():
                    _signal_group(process, signal.SIGKILL)
        for relay in self._relays:  # the last lines of a program say why it stopped
            relay.join(LAST_LINES_SECONDS)

    def _alive(self) -> list[subprocess.Popen[str]]:
        return [process for process in self._running.values() if process.returncode is None]


def _signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _die_with_parent() -> Callable[[], object] | None:
    """Return what makes a child get SIGTERM when this process is killed outright (Linux only)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
