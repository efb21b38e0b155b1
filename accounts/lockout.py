"""Whom axes counts failed attempts for."""

from typing import Any

from django.http import HttpRequest


def attempted_username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the login name that was tried, as allauth will look for it: without spaces and capitals.

    axes asks with the credentials of `authenticate` (where it is `username`) or with the request
    alone (where the form calls it `login`). Without this, 'Jan' and 'jan' would have five tries each.
    """
    tried = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(tried).strip().lower()[:150]
