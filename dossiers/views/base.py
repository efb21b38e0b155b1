"""The cause to open a dossier, asked before every page of it (R1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core.views import GuardedObjectMixin, may
from dossiers.forms import OpeningForm
from schools.models import Pupil


def dossier_url(pupil_id: object, anchor: object = "") -> str:
    """Return the address of a dossier; with the id of an entry, of the page on which that stands."""
    url = reverse("dossiers:dossier", args=[pupil_id])
    return f"{url}?entry={anchor}#e-{anchor}" if anchor else url


def talk_url(talk_id: object) -> str:
    """Return the address of a talk with parents."""
    return reverse("dossiers:talk", args=[talk_id])


def contacts_url(pupil_id: object) -> str:
    """Return the address of the list of contacts with the parents of a pupil."""
    return reverse("dossiers:contacts", args=[pupil_id])


def gate_context(pupil: Pupil, form: OpeningForm) -> dict[str, Any]:
    """Return what the purpose gate shows."""
    return {
        "title": _("Why do you open this dossier?"),
        "form": form,
        "subject": pupil.full_name,
        "pupil": pupil,
        "action": reverse("dossiers:open_with_purpose", args=[pupil.pk]),
        "cancel_url": reverse("dossiers:pick_pupil"),
    }


def safe_next(request: HttpRequest, url: str, default: str) -> str:
    """Return `url` if it is a page of ours, else `default`."""
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if safe and url.startswith("/") else default


class CauseMixin(GuardedObjectMixin, abstract=True):
    """A page about a pupil or a record of one: without a cause it shows the purpose gate instead."""

    @property
    def pupil(self) -> Pupil:
        """The pupil whose dossier it is."""
        found: Pupil = self.object if isinstance(self.object, Pupil) else self.object.pupil
        return found

    def gate(self) -> HttpResponse | None:
        """Return the gate, or None with a cause. What was posted is refused: 403, nothing is saved."""
        method = (self.request.method or "").lower()
        answers = method in self.http_method_names and hasattr(self, method)
        if method == "options" or not answers:
            return None  # the view itself says which methods it has; nothing is shown
        if may(self.request.user, "dossiers.has_cause", self.object):
            return None
        reading = self.request.method in {"GET", "HEAD"}
        back = self.request.get_full_path() if reading else dossier_url(self.pupil.pk)
        context = gate_context(
            self.pupil,
            OpeningForm(initial={"next": back, "purpose": self.request.GET.get("purpose", "")}),
        )
        return render(self.request, "dossiers/gate.html", context, status=200 if reading else 403)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "eyebrow": self.pupil.full_name,
            "back_url": dossier_url(self.pupil.pk),
            "back_label": _("To the dossier"),
        }
        # The address has a `pupil` too, its id: Django would show that.
        own = {"pupil": self.pupil}
        return super().get_context_data(**(extra | kwargs | own))  # type: ignore[misc,no-any-return]


def renew(form: Any, **values: object) -> None:
    """Put newer values in the hidden fields of a form that comes back, and keep what was typed."""
    form.data = form.data.copy()
    for name, value in values.items():
        form.data[name] = str(value)
