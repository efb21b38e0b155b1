"""Keeping a session, choosing a language, and the offer of a second factor."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView, View

from accounts.sessions import idle_seconds


class SecondFactorView(TemplateView):
    """Offers a second factor to who just chose a password; 'not now' is an answer too."""

    template_name = "account/second_factor.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_mfa_enabled(request.user):
            return HttpResponseRedirect(reverse("home:today"))
        return super().get(request, *args, **kwargs)


class KeepAliveView(View):
    """'Stay logged in': any request renews the idle time; this one does nothing else."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"seconds": idle_seconds(request.session)})


@method_decorator(login_not_required, name="dispatch")
class LanguageView(View):
    """Sets the language cookie and goes back to the page; the log-in page has the choice too."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        code = request.POST.get("language", "")
        target = request.POST.get("next", "/")
        if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
            target = "/"
        response = HttpResponseRedirect(target)
        if code in dict(settings.LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                code,
                max_age=365 * 24 * 3600,
                httponly=True,
                secure=request.is_secure(),
                samesite="Lax",
            )
        return response
