"""Every route of the portal, as its URLconf has them: a new page is walked by itself."""

from typing import Any

from portal.urls import app_name, urlpatterns


def names() -> list[str]:
    """Return the names of all routes."""
    return [f"{app_name}:{route.name}" for route in urlpatterns]


def about_child(method: str) -> list[str]:
    """Return the names of the routes about one child that answer to `method`."""
    return [
        f"{app_name}:{route.name}"
        for route in urlpatterns
        if "<uuid:pupil>" in str(route.pattern) and _answers(route, method)
    ]


def _answers(route: Any, method: str) -> bool:
    view = route.callback.view_class
    return method.lower() in view.http_method_names and hasattr(view, method.lower())
