"""One transaction a request, in which Postgres knows who acts; looks and refusals are logged with it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from audit import registry, services
from core.context import acting_as
from core.errors import NotVisible


class _Visitor:
    """The actor of a request: its user, or nobody."""

    is_system = False

    def __init__(self, pk: int | None) -> None:
        self.pk = pk


class ActorMiddleware:
    """Opens the transaction, sets the actor, and writes what was looked at just before the commit.

    Looks are written last, since the lock on the audit chain lasts until the commit.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visitor = _Visitor(request.user.pk if request.user.is_authenticated else None)
        with acting_as(visitor, request_id=uuid.uuid4().hex):
            response = self.get_response(request)
            for action, obj in request.__dict__.get("looks", []):
                services.record(action, actor=visitor, obj=obj)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Log a refusal. Runs after the view's own transaction has been rolled back."""
        if not request.user.is_authenticated:
            return
        visitor = _Visitor(request.user.pk)
        route = request.resolver_match.view_name if request.resolver_match else ""
        if isinstance(exception, NotVisible):
            services.record(
                registry.NOT_FOUND,
                actor=visitor,
                object_type=exception.object_type,
                object_id=exception.object_id[:40],
                route=route,
            )
        elif isinstance(exception, PermissionDenied):
            about = request.__dict__.get("about")
            detail: dict[str, Any] = {"route": route}
            if about is None:
                detail["object_type"] = "route"
            services.record(registry.REFUSED, actor=visitor, obj=about, **detail)
