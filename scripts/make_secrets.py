#!/usr/bin/env python3
"""Make the secrets of docker-compose.yml in ./secrets: random, and only those that don't exist yet.

Run it as root, once, on the server: `python3 scripts/make_secrets.py`. Needs nothing but Python. The
directory is closed to all but root; the files in it are readable, since each container reads those that
it is given as an unprivileged user. Write EMAIL_URL yourself: it's your mail server.

Keep a copy of `keyring` apart from the database's backups: without it no narrative can be read.
"""

import base64
import json
import secrets
import sys
from pathlib import Path

HOST = "postgres"
DATABASE = "schoolsafety"


def word() -> str:
    """Return a random word that needs no quoting in a URL or a configuration file."""
    return secrets.token_hex(32)


def made_together() -> dict[str, str]:
    """Return each secret by the name of its file; the URLs hold the passwords that the servers get."""
    superuser, owner, app, redis = word(), word(), word(), word()
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "secret_key": word() + word(),
        "keyring": json.dumps({"current": "k1", "keys": {"k1": key}}),
        "postgres_password": superuser,
        "database_superuser_url": f"postgres://postgres:{superuser}@{HOST}:5432/postgres",
        "database_owner_url": f"postgres://sv_owner:{owner}@{HOST}:5432/{DATABASE}",
        "database_url": f"postgres://sv_app:{app}@{HOST}:5432/{DATABASE}",
        "redis.conf": f"requirepass {redis}\n",
        "redis_url": f"redis://:{redis}@redis:6379/0",
    }


#: What must come from one run, since one holds the other's password.
BELONG_TOGETHER = (
    ("postgres_password", "database_superuser_url"),
    ("redis.conf", "redis_url"),
    ("keyring",),
    ("secret_key",),
    ("database_owner_url",),
    ("database_url",),
)


def write(directory: Path) -> list[str]:
    """Write the missing secrets into `directory`; returns their names. Never changes one that is there."""
    directory.mkdir(mode=0o700, exist_ok=True)
    directory.chmod(0o700)
    fresh = made_together()
    written: list[str] = []
    for names in BELONG_TOGETHER:
        present = [name for name in names if (directory / name).exists()]
        if present and len(present) < len(names):
            sys.exit(f"{', '.join(present)} is there without the other of {', '.join(names)}.")
        for name in () if present else names:
            path = directory / name
            path.touch(mode=0o444)
            path.chmod(0o644)
            path.write_text(fresh[name], encoding="utf-8")
            path.chmod(0o444)
            written.append(name)
    return written


if __name__ == "__main__":
    target = Path(__file__).resolve().parent.parent / "secrets"
    print(f"{target}: made {', '.join(write(target)) or 'nothing, all were there'}")
    if not (target / "email_url").exists():
        print(
            f"Now write your mail server to {target}/email_url, as smtp+tls://user:password@host:587"
        )
