"""`make run`: the whole application on this machine, with demo data, until Ctrl-C.

    PORT, HOST               where the web server listens (8000 on the loopback)
    SV_VAR                   where data, keys and mail live (`var/` in the repository)
    DATABASE_URL, DATABASE_OWNER_URL   real database roles, instead of the embedded Postgres
    REDIS_URL                a real Redis, instead of the embedded one

Every problem that a person can mend is one line that says how.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from schoolsafety.embedded import EmbeddedError, prepare_var, start_postgres, start_redis
from schoolsafety.provision import provision
from schoolsafety.supervise import Program, Supervisor

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "schoolsafety.settings.dev"
DATABASE, OWNER, APP = "schoolsafety", "sv_owner", "sv_app"
PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")
PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0"


class RunError(RuntimeError):
    """The application can't run here; the message is one line and ends with what mends it."""


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.bind}"


def read_address(env: Mapping[str, str]) -> Address:
    """Return the address that HOST and PORT ask for; raises RunError for what demo mode refuses."""
    host = env.get("HOST") or "127.0.0.1"
    try:
        port = int(env.get("PORT") or "8000")
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        raise RunError(f"PORT={env['PORT']} is no port number: make run PORT=8001.")
    if not _is_loopback(host):
        raise RunError(
            f"Demo mode has known passwords and refuses the public address {host}:"
            " leave HOST away, or install with docker-compose.yml."
        )
    return Address("127.0.0.1" if host == "localhost" else host, port)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_port(address: Address) -> None:
    """Raise RunError when the port can't be had."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "is taken" if taken else f"can't be used ({error.strerror})"
            raise RunError(
                f"Port {address.port} {reason}: stop what uses it, or choose another with"
                f" make run PORT={address.port + 1 if address.port > 1023 else 8000}."
            ) from error


def pango_warning() -> str | None:
    """Return a line when WeasyPrint's system libraries miss; all but PDFs works without them."""
    try:
        for library in PANGO:
            ctypes.CDLL(library)
    except OSError:
        return f"Pango is missing, so PDFs are off: apt-get install {PANGO_PACKAGES}"
    return None


@contextlib.contextmanager
def one_at_a_time(var: Path) -> Iterator[None]:
    """Hold `var` for this run; a second one on the same data would double every timer."""
    lock = os.open(var / ".run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RunError(
            f"It already runs on {var}: stop that one, or name another directory with"
            " make run SV_VAR=/path."
        ) from error
    else:
        yield
    finally:
        os.close(lock)


@contextlib.contextmanager
def services(var: Path, env: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Start the servers that the environment doesn't name; yield the variables that name them."""
    found: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        if not env.get("DATABASE_URL") and not env.get("DATABASE_OWNER_URL"):
            say("Starting Postgres …")
            postgres = start_postgres(var)
            stack.callback(postgres.stop)
            provision(postgres.superuser_dsn, database=DATABASE, owner=OWNER, app=APP)
            found["DATABASE_URL"] = postgres.url(APP, DATABASE)
            found["DATABASE_OWNER_URL"] = postgres.url(OWNER, DATABASE)
        elif not env.get("DATABASE_URL") or not env.get("DATABASE_OWNER_URL"):
            raise RunError(
                "Your own database needs both DATABASE_URL (the app role) and DATABASE_OWNER_URL"
                " (the role that migrates): set both, or neither for the embedded Postgres."
            )
        if not env.get("REDIS_URL"):
            say("Starting Redis …")
            redis = start_redis(var)
            stack.callback(redis.stop)
            found["REDIS_URL"] = redis.redis_url
            found["CELERY_BROKER_URL"] = redis.celery_url
        yield found


def programs(address: Address, var: Path) -> list[Program]:
    """Return what runs beside the servers: web, worker and beat."""
    web = "gunicorn schoolsafety.wsgi --workers 2 --threads 4 --no-control-socket --bind"
    worker = "celery -A schoolsafety worker -l INFO -c 2 --without-gossip --without-mingle"
    beat = "celery -A schoolsafety beat -l WARNING --pidfile= --schedule"
    python = [sys.executable, "-m"]
    return [
        Program("web", [*python, *web.split(), address.bind]),
        Program("worker", [*python, *worker.split()]),
        Program("beat", [*python, *beat.split(), str(var / "celerybeat-schedule")]),
    ]


def prepare(env: Mapping[str, str]) -> None:
    """Migrate, load demo data and so on; raises RunError when a step fails (it has said why)."""
    command = [sys.executable, "-m", "schoolsafety.prepare"]
    if subprocess.run(command, env=dict(env), cwd=ROOT, check=False).returncode != 0:
        raise RunError("It could not be made ready: the last lines above say why.")


def demo_accounts(env: Mapping[str, str]) -> str:
    """Return the demo accounts of every role and their password, as `demo_accounts` prints them."""
    command = [sys.executable, "manage.py", "demo_accounts"]
    done = subprocess.run(
        command, env=dict(env), cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        raise RunError("The demo accounts can't be read: the last lines above say why.")
    return done.stdout.rstrip()


def announce(address: Address, accounts: str, given_up: threading.Event) -> None:
    """Wait until the pages answer, then say where they are and who may log in."""
    while not given_up.is_set():
        try:
            urllib.request.urlopen(f"{address.url}/readyz", timeout=10).close()  # noqa: S310
        except urllib.error.HTTPError as answer:
            answer.close()  # 503: the pages are there; beat or the worker has yet to report
        except OSError:
            time.sleep(0.2)
            continue
        say(f"\n{accounts}\n\nReady: {address.url}   (Ctrl-C stops everything)\n")
        return


def say(line: str) -> None:
    """Tell the person at the terminal."""
    print(line, flush=True)


def run(env: Mapping[str, str]) -> int:
    """Run it all until a signal; returns the exit code. Raises RunError or EmbeddedError."""
    address = read_address(env)
    check_port(address)
    var = prepare_var(Path(env.get("SV_VAR") or ROOT / "var"))
    if warning := pango_warning():
        say(f"Warning: {warning}")
    with one_at_a_time(var), services(var, env) as found:
        child = {
            **env,
            **found,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "SV_VAR": str(var),
            "STATIC_ROOT": str(var / "static"),
            "BASE_URL": address.url,
            "PYTHONUNBUFFERED": "1",
        }
        prepare(child)
        return _serve(address, var, child)


def _serve(address: Address, var: Path, child: Mapping[str, str]) -> int:
    accounts = demo_accounts(child)
    given_up = threading.Event()
    teller = threading.Thread(target=announce, args=(address, accounts, given_up), daemon=True)
    # Only `migrate` may act as the owner: the running programs don't get that URL.
    env = {key: value for key, value in child.items() if key != "DATABASE_OWNER_URL"}
    try:
        stopped = Supervisor(programs(address, var), env=env, cwd=ROOT).run(teller.start)
    finally:
        given_up.set()
    if stopped:
        raise RunError(f"{stopped}, so everything was stopped: its last lines above say why.")
    say("Stopped. Your data is kept.")
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """The command line; returns the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)  # until the supervisor listens itself
    try:
        return run(os.environ)
    except KeyboardInterrupt:
        say("Stopped.")
        return 0
    except (RunError, EmbeddedError) as problem:
        print(f"make run: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
