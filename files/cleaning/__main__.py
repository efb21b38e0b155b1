"""The child: a file on standard input, one line of JSON and the clean bytes on standard output.

Its limits are set before the first byte is read; whoever passes one is ended by the kernel or runs out
of memory, and the parent takes every end but a clean one as a refusal.
"""

import json
import resource
import sys

from files import limits
from files.cleaning import Clean, Rejected, clean


def confine() -> None:
    """Give this process little time and memory, no file to write, and no process to start."""
    for what, most in (
        (resource.RLIMIT_AS, limits.CHILD_MEMORY),
        (resource.RLIMIT_CPU, limits.CHILD_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def _cleaned(extension: str) -> tuple[dict[str, str], bytes]:
    try:
        result: Clean = clean(sys.stdin.buffer.read(), extension)
    except Rejected as rejected:
        return {"refused": rejected.code}, b""
    except (MemoryError, RecursionError, OverflowError):
        return {"refused": "too_complex"}, b""
    return {"media_type": result.media_type}, result.content


def main() -> None:
    """Clean one file. An error that nobody foresaw ends the process: the parent says unreadable."""
    confine()
    said, content = _cleaned(sys.argv[1])
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
