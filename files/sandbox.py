"""Runs the parsers in a child without secrets: a file that breaks one breaks nothing else.

The child gets no environment (no key ring, no database), little time and memory, and can write no file.
"""

import json
import subprocess
import sys
import threading

from django.conf import settings

from files import limits
from files.cleaning import Clean, Rejected

# Children at once of one web process: what an attacker can make the server spend is bounded.
_TURNS = threading.BoundedSemaphore(2)


def clean(data: bytes, extension: str) -> Clean:
    """Return what may be kept of `data`. Raises Rejected with the reason.

    A child that ends by itself means `unreadable`; one that was ended by its limits, `too_complex`.
    """
    command = [sys.executable, "-s", "-E", "-B", "-m", "files.cleaning", extension[:20]]
    try:
        with _TURNS:
            done = subprocess.run(  # noqa: S603 - our own module; no shell reads the extension
                command,
                input=data,
                capture_output=True,
                cwd=settings.BASE_DIR,
                env={"LANG": "C.UTF-8"},
                timeout=limits.CHILD_SECONDS * 1.5,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise Rejected("too_complex") from None
    if done.returncode < 0:
        raise Rejected("too_complex")
    if done.returncode:
        raise Rejected("unreadable")
    said, _, content = done.stdout.partition(b"\n")
    answer = json.loads(said)
    if "refused" in answer:
        raise Rejected(str(answer["refused"]))
    return Clean(str(answer["media_type"]), content)
