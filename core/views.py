"""Guarded base views: the two questions of access, asked in one place.

1. Does it exist for you? The object comes from `visible_to(user)`; otherwise 404.
2. May you do this here? `permission` is tested with rules, with the object; otherwise 403.

A concrete view without a permission does not import. Views of one object that name `look` are logged
as looked at; refusals are logged by audit.middleware.
"""

from typing import Any, ClassVar, Protocol

import rules
from django import forms
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.views.generic import TemplateView
from django.views.generic.base import ContextMixin, View

from core.errors import NotVisible, Refused


class HasVisibleTo(Protocol):
    """A manager whose querysets know for whom a row exists."""

    def visible_to(self, user: Any) -> Any: ...


def may(user: Any, permission: str, obj: object | None = None) -> bool:
    """Return whether `user` may do `permission`, with or without an object. Unknown: no."""
    return bool(user.is_authenticated and rules.has_perm(permission, user, obj))


class GuardedView(View):
    """A view that asks for `permission`. Subclasses that are bases themselves say `abstract=True`."""

    permission: ClassVar[str] = ""

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not abstract and not cls.permission:
            raise ImproperlyConfigured(f"{cls.__module__}.{cls.__qualname__} names no permission.")

    def permission_object(self) -> object | None:
        """Return the object that the permission is about; None for a list or a start page."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request.user, self.permission, self.permission_object()):
            raise PermissionDenied(self.permission)
        return super().dispatch(request, *args, **kwargs)


class GuardedObjectMixin(GuardedView, abstract=True):
    """Adds one object from the URL: `model`, through `visible_to`, found by `pk_url_kwarg`.

    `look` is the audit action that is written when a GET succeeds; `pupil` is what it is about.
    """

    model: ClassVar[type[models.Model]]
    pk_url_kwarg: ClassVar[str] = "pk"
    look: ClassVar[str] = ""
    object: Any

    def permission_object(self) -> object | None:
        found: object = self.object
        return found

    def get_queryset(self) -> Any:
        """Return the rows that exist for this user; override to add select_related."""
        manager: Any = self.model._default_manager
        return manager.visible_to(self.request.user)

    def get_object(self) -> Any:
        """Return the object. Raises NotVisible (404) if it doesn't exist for this user."""
        key = self.kwargs[self.pk_url_kwarg]
        found = self.get_queryset().filter(pk=key).first()
        if found is None:
            raise NotVisible(self.model._meta.label_lower, str(key))
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            raise PermissionDenied(self.permission)
        self.object = self.get_object()
        request.__dict__["about"] = self.object  # for the log, should this be refused
        gate = self.gate() if self.answers(request) else None
        if gate is not None and may(request.user, self.permission, self.object):
            return gate
        response = super().dispatch(request, *args, **kwargs)
        if self.look and request.method in {"GET", "HEAD"} and response.status_code == 200:
            looks: list[Any] = request.__dict__.setdefault("looks", [])
            looks.append((self.look, self.object))
        return response

    def answers(self, request: HttpRequest) -> bool:
        """Return whether this view has the method at all; without it the answer is 405, gate or not."""
        method = (request.method or "").lower()
        return method in self.http_method_names and hasattr(self, method)

    def gate(self) -> HttpResponse | None:
        """Return a page that must be passed first (a stated purpose), or None."""
        return None


class PageMixin(ContextMixin):
    """What each page tells of itself: `title`, and in one sentence what it is for (`purpose`)."""

    title: ClassVar[str | Promise] = ""
    purpose: ClassVar[str | Promise] = ""

    def get_title(self) -> str:
        return str(self.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"title": self.get_title(), "purpose": self.purpose}
        return super().get_context_data(**(extra | kwargs))


class GuardedPage(PageMixin, GuardedView, TemplateView, abstract=True):
    """A page without one object: a list, a dashboard."""


class GuardedObjectPage(PageMixin, GuardedObjectMixin, TemplateView, abstract=True):
    """A page about one object, in the template as `object`."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"object": self.object} | kwargs))


class FormPageMixin(PageMixin):
    """Shows a form, hands its cleaned data to `perform`, and turns a refusal into an error by the field.

    A refused or invalid form comes back with status 422 and with everything that was typed.
    """

    form_class: ClassVar[type[forms.BaseForm]]
    template_name: Any = "components/form_page.html"
    success_message: ClassVar[str | Promise] = ""
    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return arguments for the form; override to add the object or user."""
        if self.request.method == "POST":
            return {"data": self.request.POST, "files": self.request.FILES}
        return {}

    def get_form(self) -> Any:
        return self.form_class(**self.get_form_kwargs())

    def perform(self, form: Any) -> str:
        """Call one service with the cleaned data. Returns the URL to go to."""
        raise NotImplementedError

    def render_form(self, form: Any, status: int = 200) -> HttpResponse:
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=status)  # type: ignore[attr-defined,no-any-return]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_form(self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.render_form(form, status=422)
        try:
            url = self.perform(form)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self.render_form(form, status=422)
        if self.success_message:
            messages.success(request, str(self.success_message))
        return redirect(url)


class GuardedFormPage(FormPageMixin, GuardedPage, abstract=True):
    """A form without an object."""


class GuardedObjectFormPage(FormPageMixin, GuardedObjectPage, abstract=True):
    """A form about one object."""


class GuardedAction(GuardedObjectMixin, abstract=True):
    """A button: POST only, one service call, then a redirect. A refusal becomes a message."""

    http_method_names = ["post"]
    success_message: ClassVar[str | Promise] = ""

    def perform(self) -> str:
        """Call one service with `self.object`. Returns the URL to go to."""
        raise NotImplementedError

    def refused_url(self) -> str:
        """Return where to go when the service refused."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            url = self.perform()
        except Refused as refusal:
            messages.error(request, str(refusal.message))
            return redirect(self.refused_url())
        if self.success_message:
            messages.success(request, str(self.success_message))
        return redirect(url)
