"""`make run` for real: everything starts, pages and files are served, all stops, the data stays."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import make_dsn

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Run it until it says 'Ready'; yields the process and what it said till then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "schoolsafety.run"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    assert process.stdout is not None
    try:
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ready:"):
                break
        else:
            pytest.fail("".join(said))
        yield process, said
    finally:
        if process.poll() is None:
            process.terminate()  # not kill: the servers must not stay behind
            process.communicate()
        process.stdout.close()


def stop(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Stop it as a person or a system would; returns its last words."""
    process.send_signal(number)
    assert process.stdout is not None
    last = process.stdout.read()
    assert process.wait() == 0, last
    return last


def ask(var: Path, statement: str) -> Any:
    """Ask the embedded Postgres of a run, as its superuser."""
    dsn = make_dsn(
        host=str(var / "run" / "postgres"), port=5432, user="postgres", dbname="postgres"
    )
    with closing(psycopg2.connect(dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None


def test_it_runs_stops_and_keeps_the_data(clean_env: dict[str, str], var: Path) -> None:
    port = free_port()
    env = {**clean_env, "SV_VAR": str(var), "PORT": str(port)}
    with running(env) as (process, said):
        assert f"Ready: http://127.0.0.1:{port}" in said[-1]
        base = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(f"{base}/", timeout=60) as page:
            assert page.url.startswith(f"{base}/account/")
            assert "DEMO" in page.read().decode()
        with urllib.request.urlopen(f"{base}/static/css/theme.css", timeout=60) as file:
            assert file.status == 200
        ask(var, "CREATE TABLE kept AS SELECT 7 AS n")
        assert "Your data is kept." in stop(process, signal.SIGINT)
    assert not (var / "postgres" / "postmaster.pid").exists()
    assert not list((var / "run").rglob("*.sock"))

    with running(env) as (process, again):
        assert "password" in "".join(again).lower() or "wachtwoord" in "".join(again).lower()
        assert ask(var, "SELECT n FROM kept") == 7
        stop(process, signal.SIGTERM)
    assert not (var / "postgres" / "postmaster.pid").exists()


def test_a_program_that_dies_is_named_and_all_stops(clean_env: dict[str, str], var: Path) -> None:
    env = {**clean_env, "SV_VAR": str(var), "PORT": str(free_port())}
    with running(env) as (process, _):
        beat = next(
            int(path.name)
            for path in Path("/proc").iterdir()
            if path.name.isdigit() and is_beat_of(path, var)
        )
        os.kill(beat, signal.SIGKILL)
        assert process.stdout is not None
        last = process.stdout.read()
        assert process.wait() == 1
    assert "make run: beat stopped (SIGKILL), so everything was stopped" in last
    assert not (var / "postgres" / "postmaster.pid").exists()


def is_beat_of(process: Path, var: Path) -> bool:
    try:
        command = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"beat" in command and os.fsencode(var / "celerybeat-schedule") in command
