"""The scanner: clean, found, and every way of not answering, which all mean no."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Event
from core.errors import Refused
from files import events, scanning, services
from files.models import StoredFile
from tests.factories import World
from tests.files import builders
from tests.files.clamd import clamd

EICAR = builders.EICAR.encode()


@pytest.fixture
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A path that is short enough for a Unix socket."""
    return tmp_path_factory.mktemp("c") / "s"


def examine(world: World, content: bytes, name: str = "brief.txt") -> services.Examined:
    upload = SimpleUploadedFile(name, content)
    return services.examine(actor=world.teacher, school_id=world.school.pk, upload=upload)


def test_without_a_scanner_nothing_says_that_it_was_scanned(world: World) -> None:
    examined = examine(world, b"een brief")
    assert (examined.scanner, examined.scanned_at) == ("", None)


def test_clean_file_is_kept_with_who_scanned_it(world: World, short: Path, settings: Any) -> None:
    with clamd(short) as settings.CLAMAV_SOCKET:
        examined = examine(world, b"een brief" * 100_000, "brief.txt")
    file = services.store(actor=world.teacher, school_id=world.school.pk, examined=examined)
    assert file.scanner == "ClamAV 1.4.6/27000"
    assert file.scanned_at is not None


def test_known_virus_is_refused_and_noted_by_its_digest(
    world: World, short: Path, settings: Any
) -> None:
    with (
        clamd(short) as settings.CLAMAV_SOCKET,
        pytest.raises(Refused, match="virusscanner") as refusal,
    ):
        examine(world, EICAR)
    assert refusal.value.field == "file"
    event = Event.objects.get(action=events.VIRUS_FOUND)
    assert event.school_id == world.school.pk
    assert set(event.detail) == {"sha256"}
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("manner", ["slow", "silent", "broken"])
def test_scanner_that_gives_no_clear_answer_means_no(
    manner: str, world: World, short: Path, settings: Any
) -> None:
    settings.CLAMAV_SECONDS = 0.3
    with (
        clamd(short, manner) as settings.CLAMAV_SOCKET,
        pytest.raises(Refused) as refusal,
    ):
        examine(world, b"een brief")
    assert refusal.value.field == "file"


@pytest.mark.parametrize("where", ["/nergens/clamd", "127.0.0.1:1", "zonder-poort", "host:abc"])
def test_scanner_that_is_not_there_means_no(where: str, settings: Any) -> None:
    settings.CLAMAV_SOCKET = where
    with pytest.raises(scanning.ScannerAway):
        scanning.scan(b"een brief")


def test_scanner_is_reached_over_tcp_too(settings: Any) -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        for end, reply in ((b"zVERSION\0", b"ClamAV\0"), (bytes(4), b"stream: OK\0")):
            connection, _ = server.accept()
            with connection:
                asked = b""
                while not asked.endswith(end):  # TCP delivers in pieces, or all at once
                    asked += connection.recv(4096)
                connection.sendall(reply)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    settings.CLAMAV_SOCKET = f"127.0.0.1:{server.getsockname()[1]}"
    assert scanning.scan(b"een brief") == "ClamAV"
    thread.join(5)
    server.close()


@pytest.fixture(scope="module")
def real_clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real ClamAV where it is installed, with one signature of our own: EICAR by its digest."""
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("ClamAV is not installed on this machine")
    home = tmp_path_factory.mktemp("clam")
    sock = home / "s"
    (home / "own.hdb").write_text("44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n")
    (home / "clamd.conf").write_text(
        f"LocalSocket {sock}\nDatabaseDirectory {home}\nForeground yes\nLogFile {home}/log\n"
        "StreamMaxLength 20M\nUser root\n"
    )
    process = subprocess.Popen([program, "-c", str(home / "clamd.conf"), "-F"], cwd=home)
    try:
        for _turn in range(200):
            if sock.exists() or process.poll() is not None:
                break
            time.sleep(0.1)
        if not sock.exists():
            pytest.skip("ClamAV did not start")
        yield str(sock)
    finally:
        process.terminate()
        process.wait(20)


def test_real_clamav_says_clean_and_found(real_clamd: str, settings: Any) -> None:
    settings.CLAMAV_SOCKET = real_clamd
    assert scanning.scan(os.urandom(3_000_000)).startswith("ClamAV ")
    with pytest.raises(scanning.VirusFound) as found:
        scanning.scan(EICAR)
    assert "Eicar" in found.value.signature
