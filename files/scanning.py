"""The virus scanner ClamAV, by its own protocol INSTREAM over a socket. Not configured: nothing is scanned.

`CLAMAV_SOCKET` is the path of a Unix socket, or `host:port`. Once it is set, a file that can't be scanned
is not taken (fail closed).
"""

import socket
import struct
import time

from django.conf import settings

_CHUNK = 64 * 1024
_ANSWER = 4 * 1024


class ScannerAway(Exception):
    """The scanner did not answer, or not in time, or with an error."""


class VirusFound(Exception):
    """The scanner knows this file. `signature` is its name for it."""

    def __init__(self, signature: str) -> None:
        super().__init__(signature)
        self.signature = signature


def scan(data: bytes) -> str:
    """Return the name and version of the scanner that found nothing, or '' if none is configured.

    Raises VirusFound, and ScannerAway for everything else but a clear 'OK'.
    """
    if not settings.CLAMAV_SOCKET:
        return ""
    try:
        version = _ask(b"zVERSION\0", [])
        answer = _ask(
            b"zINSTREAM\0", [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
        )
    except (OSError, ValueError) as error:
        raise ScannerAway(type(error).__name__) from error
    if answer == "stream: OK":
        return version[:100] or "ClamAV"
    if answer.endswith(" FOUND"):
        raise VirusFound(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise ScannerAway("answer")


def _ask(command: bytes, chunks: list[bytes]) -> str:
    """Send a command, and data in chunks that say their length; return the one line of the answer."""
    deadline = time.monotonic() + settings.CLAMAV_SECONDS
    with _connected() as connection:
        connection.sendall(command)
        for chunk in chunks:
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        if chunks:
            connection.sendall(struct.pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < _ANSWER:
            connection.settimeout(max(deadline - time.monotonic(), 0.001))
            received = connection.recv(_ANSWER)
            if not received:
                raise ConnectionResetError
            answer += received
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    """Return a connection to the scanner with a limit on every wait."""
    where = settings.CLAMAV_SOCKET
    if where.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(settings.CLAMAV_SECONDS)
        try:
            connection.connect(where)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=settings.CLAMAV_SECONDS)
