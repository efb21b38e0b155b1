"""What every page of the shell needs: navigation after permission, the demo band, the session's length."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.sessions import idle_seconds
from home.navigation import navigation_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of templates/base.html; no query for a visitor who is not logged in."""
    context: dict[str, Any] = {
        "site_name": settings.SITE_NAME,
        "version": settings.VERSION,
        "demo": settings.DEMO,
        "session_seconds": settings.SESSION_COOKIE_AGE,
        "session_warning_seconds": settings.SESSION_WARNING_SECONDS,
    }
    match = request.resolver_match
    if settings.DEMO and match is not None and match.view_name == "account_login":
        context |= {
            "demo_accounts": settings.DEMO_ACCOUNTS,
            "demo_password": settings.DEMO_PASSWORD,
        }
    if match is not None and match.view_name == "account_reset_password_from_key":
        context["link_days"] = settings.PASSWORD_RESET_TIMEOUT // 86400
    if request.user.is_authenticated:
        context |= {"session_seconds": idle_seconds(request.session)}
        context |= navigation_for(request)
    return context
