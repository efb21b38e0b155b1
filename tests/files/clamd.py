"""A small server that speaks ClamAV's protocol on a real socket: it knows EICAR and nothing else."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.files.builders import EICAR


def _take(connection: socket.socket, count: int) -> bytes:
    taken = b""
    while len(taken) < count:
        more = connection.recv(count - len(taken))
        if not more:
            raise ConnectionResetError
        taken += more
    return taken


def _stream(connection: socket.socket) -> bytes:
    """Return what comes in chunks, each after its length, until a length of nothing."""
    data = b""
    while size := struct.unpack("!L", _take(connection, 4))[0]:
        data += _take(connection, size)
    return data


def _serve(connection: socket.socket, manner: str) -> None:
    with connection:
        command = b""
        while not command.endswith(b"\0"):
            command += _take(connection, 1)
        if command == b"zVERSION\0":
            connection.sendall(b"ClamAV 1.4.6/27000\0")
            return
        data = _stream(connection)
        match manner:
            case "slow":
                time.sleep(1)
            case "silent":
                return
            case "broken":
                connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            case _ if EICAR.encode() in data:
                connection.sendall(b"stream: Eicar-Test-Signature FOUND\0")
            case _:
                connection.sendall(b"stream: OK\0")


@contextmanager
def clamd(path: Path, manner: str = "well") -> Iterator[str]:
    """Run the server on a Unix socket; `manner` well, slow, silent (hangs up) or broken."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(path))
    server.listen()

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            try:
                _serve(connection, manner)
            except OSError:
                continue

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield str(path)
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
