"""Where an embedded server keeps its data and sockets, and who may pass there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import stat
import tempfile
from pathlib import Path

SOCKET_PATH_LIMIT = 100  # the kernel takes 107 bytes for the path of a unix socket
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"

UNUSABLE = frozenset('"$`\\\n')  # pg_ctl hands the data directory to a shell, in double quotes


class EmbeddedError(RuntimeError):
    """An embedded server can't run; the message is one line and ends with what mends it."""


def prepare_var(var: Path) -> Path:
    """Make `var` if needed, return it resolved; raises EmbeddedError when it can't be written."""
    try:
        var = var.expanduser().resolve()
        var.mkdir(mode=0o755, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=var, prefix=".writable-"):
            pass
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EmbeddedError(
            f"{var} can't be written ({reason}): make it a directory that you own,"
            " or name another one with SV_VAR=/path."
        ) from error
    if set(str(var)) & UNUSABLE:
        raise EmbeddedError(
            f"{var} has a character in its name that Postgres can't take (one of \" $ ` \\):"
            " move the repository, or name another directory with SV_VAR=/path."
        )
    return var


def socket_dir(var: Path, name: str, account: pwd.struct_passwd | None) -> Path:
    """Return a private directory for the sockets of `name`: in `var`, or a short one.

    The kernel limits the path of a socket, and Postgres reads a comma as the start of another
    directory: such places take the short way. Raises EmbeddedError when that one isn't ours.
    """
    inside = var / "run" / name
    longest = inside / LONGEST_SOCKET_NAME
    if len(os.fsencode(longest)) <= SOCKET_PATH_LIMIT and not set(str(inside)) & set(",\"'\\"):
        inside.parent.mkdir(exist_ok=True)
        path = inside
    else:
        key = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
        path = Path(tempfile.gettempdir()) / f"sv-{name[0]}-{os.getuid()}-{key}"
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    ours = {os.getuid(), account.pw_uid if account else os.getuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        raise EmbeddedError(f"{path} belongs to someone else: remove it, or set TMPDIR elsewhere.")
    path.chmod(0o700)
    hand_over(path, account)
    return path


def open_way(path: Path) -> None:
    """Let the system user pass through the parents of `path` (o+x: pass, not list)."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def open_tree(root: Path) -> None:
    for path in [root, *root.rglob("*")]:
        mode = path.stat().st_mode
        extra = stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        path.chmod(mode | extra)


def hand_over(path: Path, account: pwd.struct_passwd | None) -> None:
    if account is not None:
        open_way(path)
        os.chown(path, account.pw_uid, account.pw_gid)
