"""Language of the page and the end of a session."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts.sessions import was_silent_too_long

GetResponse = Callable[[HttpRequest], HttpResponse]
STARTED = "started_at"


class LanguageMiddleware:
    """Dutch, unless the user chose otherwise; a browser's wish alone does not change the language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        if code not in dict(settings.LANGUAGES):
            code = settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


class SessionLimitMiddleware:
    """Ends a session ten hours after its login, however busy it is, and one that was silent too long."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            started = request.session.setdefault(STARTED, time.time())
            too_old = time.time() - started > settings.SESSION_ABSOLUTE_SECONDS
            if was_silent_too_long(request.session) or too_old:
                logout(request)
        return self.get_response(request)
