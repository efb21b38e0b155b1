"""The health of one container: `python -m schoolsafety.healthcheck web|queue`, exit code 0 or 1.

`web` asks this container's own web server; `queue` asks whether beat's heartbeat came through Redis and
a worker into the database of late, which says that both beat and a worker live.
"""

from __future__ import annotations

import os
import sys
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

import django

WEB = "http://127.0.0.1:8000/healthz"


def web() -> bool:
    """Ask `/healthz` as the proxy would: under the public name, since others are refused."""
    headers = {"Host": urlsplit(os.environ["BASE_URL"]).netloc, "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(WEB, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - a fixed address
            return bool(answer.status == 200)
    except OSError:
        return False


def queue() -> bool:
    """Look for a recent heartbeat in the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolsafety.settings.production")
    django.setup()
    from schoolsafety.health import CHECKS  # needs the settings

    return CHECKS["worker"]()


CONTAINERS: dict[str, Callable[[], bool]] = {"web": web, "queue": queue}


if __name__ == "__main__":
    sys.exit(0 if CONTAINERS[sys.argv[1]]() else 1)
