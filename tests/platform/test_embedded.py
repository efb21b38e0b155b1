"""The embedded servers: real processes that start, are shared, are killed and start again."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis
from celery import Celery

from schoolsafety.embedded import (
    FAST_UNSAFE_SETTINGS,
    EmbeddedError,
    prepare_var,
    start_postgres,
    start_redis,
)

ROOT = Path(__file__).resolve().parents[2]


def ask(dsn: str, statement: str) -> Any:
    with closing(psycopg2.connect(dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None


def die_holding(var: Path, start: str) -> None:
    """Start a server in a process that is then killed outright."""
    script = (
        "import os, sys; from pathlib import Path; from schoolsafety import embedded;"
        f"embedded.{start}(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(var)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL


def test_postgres_keeps_its_data_over_a_second_start(var: Path) -> None:
    first = start_postgres(var)
    ask(first.superuser_dsn, "CREATE TABLE kept AS SELECT 7 AS n")
    first.stop()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(first.superuser_dsn)

    second = start_postgres(var)
    assert ask(second.superuser_dsn, "SELECT n FROM kept") == 7
    second.stop()
    second.stop()


def test_postgres_writes_to_disk_unless_a_test_says_otherwise(var: Path, stop: ExitStack) -> None:
    handle = start_postgres(var)
    assert ask(handle.superuser_dsn, "SHOW fsync") == "on"
    assert ask(handle.superuser_dsn, "SHOW full_page_writes") == "on"
    handle.stop()
    fast = start_postgres(var, FAST_UNSAFE_SETTINGS)
    stop.callback(fast.stop)
    assert ask(fast.superuser_dsn, "SHOW fsync") == "off"
    assert ask(fast.superuser_dsn, "SHOW max_connections") == "200"


def test_postgres_answers_only_on_a_private_socket(var: Path, stop: ExitStack) -> None:
    handle = start_postgres(var, FAST_UNSAFE_SETTINGS)
    stop.callback(handle.stop)
    assert ask(handle.superuser_dsn, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(handle.socket_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE(handle.data.stat().st_mode) == 0o700


def test_postgres_stops_when_the_last_one_leaves(var: Path) -> None:
    first = start_postgres(var, FAST_UNSAFE_SETTINGS)
    second = start_postgres(var)
    first.stop()
    assert ask(second.superuser_dsn, "SELECT 1") == 1
    second.stop()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(second.superuser_dsn)


def test_postgres_of_a_killed_process_is_taken_over(var: Path) -> None:
    die_holding(var, "start_postgres")
    handle = start_postgres(var)
    assert ask(handle.superuser_dsn, "SELECT 1") == 1
    handle.stop()
    assert not (handle.data / "postmaster.pid").exists()


def test_postgres_recovers_after_it_was_killed_itself(var: Path, stop: ExitStack) -> None:
    handle = start_postgres(var)
    ask(handle.superuser_dsn, "CREATE TABLE kept AS SELECT 7 AS n")
    pid = int((handle.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)

    again = start_postgres(var)
    stop.callback(again.stop)
    stop.callback(handle.stop)
    assert ask(again.superuser_dsn, "SELECT n FROM kept") == 7


def test_postgres_whose_socket_was_removed_is_restarted(var: Path, stop: ExitStack) -> None:
    handle = start_postgres(var, FAST_UNSAFE_SETTINGS)
    stop.callback(handle.stop)
    (handle.socket_dir / ".s.PGSQL.5432").unlink()
    again = start_postgres(var, FAST_UNSAFE_SETTINGS)
    stop.callback(again.stop)
    assert ask(again.superuser_dsn, "SELECT 1") == 1


def test_a_pid_file_that_names_another_process_is_no_hindrance(var: Path) -> None:
    start_postgres(var, FAST_UNSAFE_SETTINGS).stop()
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        pid_file = var / "postgres" / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{var}/postgres\n1\n5432\n/nowhere\n\n  1 1\nready\n")
        handle = start_postgres(var, FAST_UNSAFE_SETTINGS)
        assert ask(handle.superuser_dsn, "SELECT 1") == 1
        handle.stop()
        assert stranger.poll() is None
    finally:
        stranger.communicate(b"\n")


def test_a_deep_directory_gets_a_short_socket(var: Path, stop: ExitStack) -> None:
    deep = var / ("d" * 60) / ("e" * 60)
    handle = start_postgres(deep, FAST_UNSAFE_SETTINGS)
    stop.callback(shutil.rmtree, handle.socket_dir)
    stop.callback(handle.stop)
    queue = start_redis(deep)
    stop.callback(shutil.rmtree, queue.socket.parent)
    stop.callback(queue.stop)
    assert ask(handle.url("postgres", "postgres"), "SELECT 1") == 1
    assert len(str(queue.socket)) < 100


def test_a_directory_with_spaces_and_signs_works(var: Path, stop: ExitStack) -> None:
    handle = start_postgres(var / "it's, a 100% test", FAST_UNSAFE_SETTINGS)
    stop.callback(shutil.rmtree, handle.socket_dir)
    stop.callback(handle.stop)
    queue = start_redis(var / "it's, a 100% test")
    stop.callback(shutil.rmtree, queue.socket.parent)
    stop.callback(queue.stop)
    assert ask(handle.url("postgres", "postgres"), "SELECT 1") == 1
    with closing(redis.from_url(queue.redis_url)) as client:
        assert client.ping()


def test_someone_elses_socket_directory_is_refused(var: Path, stop: ExitStack) -> None:
    deep = var / ("d" * 60) / ("e" * 60)
    queue = start_redis(deep)
    queue.stop()
    short = queue.socket.parent
    short.rmdir()
    short.symlink_to(var)
    stop.callback(short.unlink)
    with pytest.raises(EmbeddedError, match="belongs to someone else"):
        start_redis(deep)


@pytest.mark.parametrize("missing", ["PG_VERSION", "global/pg_control"])
def test_a_broken_data_directory_says_what_mends_it(var: Path, missing: str) -> None:
    start_postgres(var, FAST_UNSAFE_SETTINGS).stop()
    (var / "postgres" / missing).unlink()
    with pytest.raises(EmbeddedError, match=r"not a whole Postgres data directory: move it away"):
        start_postgres(var)


def test_damaged_files_give_the_reason_and_the_mend_in_one_line(var: Path) -> None:
    start_postgres(var, FAST_UNSAFE_SETTINGS).stop()
    (var / "postgres" / "global" / "pg_control").write_bytes(b"\0" * 8192)
    with pytest.raises(EmbeddedError, match=r"doesn't start on .*(FATAL|PANIC).*move") as caught:
        start_postgres(var)
    assert "\n" not in str(caught.value)


def test_data_of_another_postgres_version_is_refused(var: Path) -> None:
    start_postgres(var, FAST_UNSAFE_SETTINGS).stop()
    (var / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match="made by Postgres 16, not 18"):
        start_postgres(var)


def test_a_half_made_data_directory_is_made_anew(var: Path, stop: ExitStack) -> None:
    (var / "postgres.new").mkdir()
    (var / "postgres.new" / "PG_VERSION").write_text("18\n")
    handle = start_postgres(var, FAST_UNSAFE_SETTINGS)
    stop.callback(handle.stop)
    assert ask(handle.superuser_dsn, "SELECT 1") == 1


def test_a_var_that_is_a_file_says_what_mends_it(var: Path) -> None:
    (var / "file").write_text("")
    with pytest.raises(EmbeddedError, match=r"can't be written .* or name another one with SV_VAR"):
        prepare_var(var / "file")


def test_a_directory_that_a_shell_would_read_is_refused(var: Path) -> None:
    with pytest.raises(EmbeddedError, match="has a character in its name"):
        start_postgres(var / "$(touch here)")


def test_redis_keeps_what_it_was_told_over_a_second_start(var: Path, stop: ExitStack) -> None:
    first = start_redis(var)
    with closing(redis.from_url(first.redis_url)) as client:
        client.set("kept", "7")
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("appendfsync") == {"appendfsync": "everysec"}
        assert client.config_get("port") == {"port": "0"}
    first.stop()
    first.stop()
    assert not first.socket.exists()

    second = start_redis(var)
    stop.callback(second.stop)
    with closing(redis.from_url(second.redis_url)) as client:
        assert client.get("kept") == b"7"


def test_redis_asks_for_its_password(var: Path, stop: ExitStack) -> None:
    handle = start_redis(var)
    stop.callback(handle.stop)
    for file in ("password", "redis.conf"):
        assert stat.S_IMODE((var / "redis" / file).stat().st_mode) == 0o600
    assert stat.S_IMODE(handle.socket.parent.stat().st_mode) == 0o700
    stranger = redis.Redis(unix_socket_path=str(handle.socket))
    with closing(stranger), pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_redis_stops_when_the_last_one_leaves(var: Path) -> None:
    first = start_redis(var)
    second = start_redis(var)
    first.stop()
    assert second.socket.exists()
    second.stop()
    assert not second.socket.exists()


def test_redis_of_a_killed_process_is_taken_over(var: Path) -> None:
    die_holding(var, "start_redis")
    handle = start_redis(var)
    with closing(redis.from_url(handle.redis_url)) as client:
        assert client.ping()
    handle.stop()
    assert not handle.socket.exists()


def test_redis_with_a_damaged_file_says_what_mends_it(var: Path) -> None:
    start_redis(var).stop()
    (var / "redis" / "appendonly.aof").write_bytes(b"this is not an append-only file\r\n" * 9)
    with pytest.raises(EmbeddedError, match=r"Redis doesn't start on .*: remove that directory"):
        start_redis(var)


def test_celery_reaches_redis_by_its_url(var: Path, stop: ExitStack) -> None:
    handle = start_redis(var)
    stop.callback(handle.stop)
    app = Celery("test", broker=handle.celery_url)
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue("test")
        queue.put({"id": 7})
        assert queue.get(timeout=10).payload == {"id": 7}
        queue.close()
