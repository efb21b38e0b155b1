"""How long a session may be silent: half an hour, or what somebody's log-in says."""

import time

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

_IDLE, _SEEN = "idle_seconds", "seen_at"


def limit_silence(session: SessionBase, seconds: int) -> None:
    """Let this session end after `seconds` without a request, sooner than others."""
    session[_IDLE] = seconds


def idle_seconds(session: SessionBase) -> int:
    """Return after how many seconds without a request this session ends."""
    found: int = session.get(_IDLE, settings.SESSION_COOKIE_AGE)
    return found


def was_silent_too_long(session: SessionBase) -> bool:
    """Return whether the session was silent for longer than it may be; notes this request."""
    now = time.time()
    silence = now - session.get(_SEEN, now)
    session[_SEEN] = now
    return bool(silence > idle_seconds(session))
