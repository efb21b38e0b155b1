"""Lets the user's memberships be read once a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from schools.scope import start_request_cache


class ScopeMiddleware:
    """A role that was taken away no longer counts from the very next request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start_request_cache(request.user)
        return self.get_response(request)
