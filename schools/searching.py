"""Searching a pupil by name, on every page that does so: by POST, as a child's name never stands in an address."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from schools.forms.pupils import NameSearch


class NameSearchMixin:
    """A page that is also searched by name. Goes before the base view; the page is drawn the same for both.

    In the template: `search` (the form, for components/name_search.html) and `searched` (what was typed).
    """

    search_label: ClassVar[str | Promise] = _("Search by name")
    request: HttpRequest

    @cached_property
    def search(self) -> NameSearch:
        """The search form; bound when a name was sent."""
        data = self.request.POST if self.request.method == "POST" else None
        return NameSearch(data, label=self.search_label)

    def searched(self) -> str:
        """Return what was typed, '' if nothing (or too much) was."""
        return self.search.cleaned_data["q"] if self.search.is_valid() else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw the page with what was found. Nothing is saved, so there is nothing to redirect to."""
        response: HttpResponse = self.get(request, *args, **kwargs)  # type: ignore[attr-defined]
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = {"search": self.search, "searched": self.searched()}
        context: dict[str, Any] = super().get_context_data(**(found | kwargs))  # type: ignore[misc]
        return context


class FindButtonMixin:
    """A form with a second submit button, `find`, that only searches. Goes before the base view."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw the form again with what was found and what was typed, or send it as any form."""
        page: Any = super()
        if "find" in request.POST:
            form = self.get_form()  # type: ignore[attr-defined]
            form.errors.clear()
            searched: HttpResponse = self.render_form(form)  # type: ignore[attr-defined]
            return searched
        sent: HttpResponse = page.post(request, *args, **kwargs)
        return sent
