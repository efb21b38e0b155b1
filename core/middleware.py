"""Middleware without domain."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


class NoStoreMiddleware:
    """No page is kept by a browser or proxy: the next user of a shared computer finds nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Every page needs a login, but for the views of allauth that exist to get one."""

    PUBLIC = frozenset(
        {
            "account_inactive",
            "account_login",
            "account_logout",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "mfa_authenticate",
            "mfa_login_webauthn",
        }
    )

    def process_view(self, request, view_func, view_args, view_kwargs):  # type: ignore[no-untyped-def]
        match = request.resolver_match
        if match is not None and match.url_name in self.PUBLIC and not match.namespace:
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
