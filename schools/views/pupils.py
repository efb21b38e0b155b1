"""The list of pupils for teaching staff, and that of the functioneel beheerder."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import GuardedObjectPage, GuardedPage
from schools import overview
from schools.forms.pupils import PupilFilter
from schools.models import Pupil, School
from schools.searching import NameSearchMixin

PER_PAGE = 50


def _page_of(request: HttpRequest, pupils: Any) -> Page[Pupil]:
    """Return the page that was asked for; of a search always the first."""
    number = request.GET.get("page") if request.method == "GET" else 1
    return Paginator(overview.with_groups(pupils), PER_PAGE).get_page(number)


class PupilsView(NameSearchMixin, GuardedPage):
    """Pupils: one's own group first, then everyone of the school."""

    permission = "schools.view_pupils"
    template_name = "schools/pupils.html"
    title = gettext_lazy("Pupils")
    purpose = gettext_lazy("Find a pupil and open the dossier.")

    @cached_property
    def visible(self) -> Any:
        """Every pupil that exists for this user."""
        return Pupil.objects.visible_to(self.request.user)

    def pupils(self, form: PupilFilter, tab: str) -> Any:
        """Return the pupils that this page is about."""
        if text := self.searched():
            return self.visible.search(text)
        narrowed = form.cleaned_data if form.is_valid() else {}
        found = self.visible if narrowed.get("vertrokken") else self.visible.current()
        if group := narrowed.get("groep"):
            return found.in_group(group.pk)
        return found.in_own_group(self.request.user) if tab == "eigen" else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = PupilFilter(self.request.GET, groups=overview.groups_for(self.request.user))
        own = self.visible.current().in_own_group(self.request.user).exists()
        tab = self.request.GET.get("toon", "eigen" if own else "alle")
        if self.request.GET.get("groep") or self.request.method == "POST":
            tab = "alle"
        context = {
            "filter": form,
            "page": _page_of(self.request, self.pupils(form, tab)),
            "tabs": _tabs(tab) if own else [],
            "tab": tab,
        }
        return super().get_context_data(**(context | kwargs))


def _tabs(active: str) -> list[dict[str, Any]]:
    url = reverse("schools:pupils")
    labels = {"eigen": _("My group"), "alle": _("Everyone")}
    return [
        {"label": label, "url": f"{url}?toon={tab}", "active": tab == active}
        for tab, label in labels.items()
    ]


class RegistryView(NameSearchMixin, GuardedObjectPage):
    """Pupils of a school for who keeps their parents: no dossier, no content."""

    permission = "schools.manage_guardians"
    model = School
    pk_url_kwarg = "school"
    template_name = "schools/registry.html"
    title = gettext_lazy("Pupils and parents")
    purpose = gettext_lazy("Record who has gezag, and give parents access to the portal.")

    def pupils(self) -> Any:
        """Return the pupils that this page is about, with counts of their guardians."""
        own = Pupil.objects.registered_for(self.request.user).filter(school=self.object).current()
        found: Any = overview.with_guardians(own)
        if text := self.searched():
            return found.search(text)
        show = self.request.GET.get("toon")
        if show == "gezag":
            return found.filter(gezag_count=0, missing_since=None)
        return found.exclude(missing_since=None) if show == "weg" else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("schools:registry", kwargs={"school": self.object.pk})
        show = self.request.GET.get("toon", "")
        labels = {
            "": _("Everyone"),
            "gezag": _("Nobody with gezag recorded"),
            "weg": _("Missing from the last file"),
        }
        tabs = [
            {"label": label, "url": f"{url}?toon={key}" if key else url, "active": key == show}
            for key, label in labels.items()
        ]
        context = {
            "page": _page_of(self.request, self.pupils()),
            "tabs": tabs,
            "back_url": reverse("schools:beheer"),
        }
        return super().get_context_data(**(context | kwargs))
