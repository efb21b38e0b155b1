"""Identifiers that are known before the row exists and sort by time (RFC 9562, version 7)."""

import secrets
import time
import uuid


def uuid7() -> uuid.UUID:
    """Return a new UUID of version 7: 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
