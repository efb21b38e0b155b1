"""Real worker, beat, Redis and mail server, that a test may kill."""

import contextlib
import os
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from schoolsafety.embedded import RedisHandle, start_redis

PATIENCE = 90  # seconds until a test gives up; nothing is asserted about time


def wait_until(true: Callable[[], bool]) -> None:
    """Return when `true()` is; fail when patience runs out."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            pytest.fail("waited in vain")
        time.sleep(0.05)


class _Session(socketserver.StreamRequestHandler):
    """Just enough SMTP to take a message and count its id."""

    server: "MailServer"

    def handle(self) -> None:
        # A killed worker hangs up in the middle.
        with contextlib.suppress(ConnectionError):
            self._talk()

    def _talk(self) -> None:
        self.wfile.write(b"220 test\r\n")
        for line in self.rfile:
            command = line.strip().upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.take(self._message())
            if command == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")

    def _message(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        return b"".join(lines)


class MailServer(socketserver.ThreadingTCPServer):
    """Counts what arrives, by message id."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.arrived: Counter[str] = Counter()

    def take(self, message: bytes) -> None:
        for line in message.decode(errors="replace").splitlines():
            if line.lower().startswith("message-id:"):
                self.arrived[line.split(":", 1)[1].strip()] += 1


class Workshop:
    """Runs worker and beat as processes of their own, on the test's database.

    A process that ends is started again after a second, as docker-compose.yml does (`restart:
    unless-stopped`): kombu 5.7 may end a worker that held a task when Redis went away.
    """

    def __init__(self, postgres: Any, database: str, mail: MailServer, var: Path) -> None:
        self.redis: RedisHandle = start_redis(var)
        self.mail, self.var = mail, var
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.reliability.worker_settings",
            "DATABASE_URL": postgres.url("sv_app", database),
            "REDIS_URL": self.redis.redis_url,
            "CELERY_BROKER_URL": self.redis.celery_url,
            "TEST_SMTP_PORT": str(mail.server_address[1]),
        }
        self.closing = threading.Event()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.keepers: list[threading.Thread] = []

    def keep(self, name: str, *arguments: str) -> None:
        """Start a program and start it again whenever it ends."""
        started = threading.Event()

        def keep_running() -> None:
            while not self.closing.is_set():
                with (self.var / f"{name}.log").open("ab") as log:
                    self.running[name] = subprocess.Popen(
                        [sys.executable, "-m", "celery", "-A", "schoolsafety", name, *arguments],
                        env=self.env, cwd=settings.BASE_DIR, stdout=log, stderr=log,
                        start_new_session=True,
                    )  # fmt: skip
                    started.set()
                    self.running[name].wait()
                self.closing.wait(1)

        self.keepers.append(threading.Thread(target=keep_running))
        self.keepers[-1].start()
        started.wait()

    def start(self) -> None:
        self.keep("worker", "-c", "2", "-P", "prefork", "-l", "INFO", "--without-gossip")
        self.keep("beat", "--schedule", str(self.var / "schedule"))

    def kill(self, name: str) -> None:
        """Kill -9 a program and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, signal.SIGKILL)

    def stop_redis(self) -> None:
        self.redis.stop()

    def start_redis(self) -> None:
        self.redis = start_redis(self.var)

    def logs(self) -> str:
        """Return the last lines that worker and beat wrote, for a test that failed."""
        texts = [f"{log.name}:\n{log.read_text()[-3000:]}" for log in self.var.glob("*.log")]
        return "\n".join(texts)

    def close(self) -> None:
        self.closing.set()
        for keeper in self.keepers:
            while keeper.is_alive():  # one may just be starting its program again
                for name in list(self.running):
                    self.kill(name)
                keeper.join(0.2)
        self.redis.stop()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def workshop(postgres: Any, committed_database: str, mail_server: MailServer) -> Iterator[Workshop]:
    with tempfile.TemporaryDirectory(prefix="sv-") as folder:
        shop = Workshop(postgres, committed_database, mail_server, Path(folder))
        yield shop
        print(shop.logs())  # noqa: T201 - pytest shows it when the test failed
        shop.close()
