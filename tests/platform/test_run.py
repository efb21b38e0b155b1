"""What `make run` says when it can't run: one line, with what mends it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from schoolsafety import run
from schoolsafety.run import Address, RunError, one_at_a_time, read_address, services

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def failed_run(env: dict[str, str]) -> str:
    """Run it for real, expecting failure; returns the one line that it said."""
    done = subprocess.run(
        [sys.executable, "-m", "schoolsafety.run"],
        cwd=ROOT,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_taken_port_is_seen_before_anything_starts(
    clean_env: dict[str, str], var: Path, taken_port: int
) -> None:
    said = failed_run({**clean_env, "SV_VAR": str(var), "PORT": str(taken_port)})
    assert f"Port {taken_port} is taken" in said
    assert f"make run PORT={taken_port + 1}" in said
    assert list(var.iterdir()) == []


def test_a_public_address_is_refused_in_demo_mode(clean_env: dict[str, str], var: Path) -> None:
    said = failed_run({**clean_env, "SV_VAR": str(var), "HOST": "0.0.0.0"})
    assert "Demo mode has known passwords and refuses the public address 0.0.0.0" in said
    assert list(var.iterdir()) == []


def test_a_broken_var_says_what_mends_it(clean_env: dict[str, str], var: Path) -> None:
    (var / "file").write_text("")
    said = failed_run({**clean_env, "SV_VAR": str(var / "file"), "PORT": "18431"})
    assert "name another one with SV_VAR=/path" in said


def test_a_broken_database_directory_says_what_mends_it(
    clean_env: dict[str, str], var: Path
) -> None:
    (var / "postgres").mkdir()
    (var / "postgres" / "PG_VERSION").write_text("18\n")
    said = failed_run({**clean_env, "SV_VAR": str(var), "PORT": "18431"})
    assert "is not a whole Postgres data directory: move it away" in said


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_half_a_database_is_refused(var: Path, name: str) -> None:
    asked = services(var, {name: "postgres://someone@db/one"})
    with pytest.raises(RunError, match="set both, or neither"), asked:
        pass


def test_servers_that_are_given_are_not_started(var: Path) -> None:
    given = {
        "DATABASE_URL": "postgres://app@db/one",
        "DATABASE_OWNER_URL": "postgres://owner@db/one",
        "REDIS_URL": "redis://queue/0",
    }
    with services(var, given) as found:
        assert found == {}
    assert list(var.iterdir()) == []


def test_a_second_run_on_the_same_data_is_refused(var: Path) -> None:
    with one_at_a_time(var), pytest.raises(RunError, match="already runs"), one_at_a_time(var):
        pass
    with one_at_a_time(var):
        pass


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, Address("127.0.0.1", 8000)),
        ({"PORT": "8001", "HOST": "localhost"}, Address("127.0.0.1", 8001)),
        ({"HOST": "::1"}, Address("::1", 8000)),
    ],
)
def test_the_address_comes_from_the_environment(env: dict[str, str], expected: Address) -> None:
    assert read_address(env) == expected


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "127.0.0.1.nl"])
def test_every_address_but_the_loopback_is_refused(host: str) -> None:
    with pytest.raises(RunError, match="refuses the public address"):
        read_address({"HOST": host})


@pytest.mark.parametrize("port", ["web", "0", "70000", "-1", "80 80"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(RunError, match="is no port number"):
        read_address({"PORT": port})


def test_an_ipv6_address_is_written_in_brackets() -> None:
    assert Address("::1", 8000).url == "http://[::1]:8000"


def test_missing_pango_is_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "PANGO", ("libpango-that-is-not-here.so.0",))
    assert run.pango_warning() == (
        "Pango is missing, so PDFs are off: apt-get install libpango-1.0-0 libpangoft2-1.0-0"
    )


def test_the_running_programs_do_not_get_the_owners_database(
    monkeypatch: pytest.MonkeyPatch, var: Path
) -> None:
    printed = "import os; print('OWNER' if 'DATABASE_OWNER_URL' in os.environ else 'no owner')"
    program = run.Program("web", [sys.executable, "-c", printed])
    monkeypatch.setattr(run, "programs", lambda *_: [program])
    monkeypatch.setattr(run, "demo_accounts", lambda _: "")
    monkeypatch.setattr(run, "announce", lambda *_: None)
    seen: list[str] = []
    monkeypatch.setattr(
        "schoolsafety.supervise.Supervisor.say", lambda _self, name, line: seen.append(line)
    )
    env = {**os.environ, "DATABASE_OWNER_URL": "postgres://owner@db/one"}
    with pytest.raises(RunError, match=r"web stopped \(exit code 0\), so everything was stopped"):
        run._serve(Address("127.0.0.1", 18431), var, env)
    assert seen == ["no owner"]
