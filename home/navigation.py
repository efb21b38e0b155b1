"""The main navigation: what this user may open, in the order of a working day."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.views import may
from schools.models import Pupil
from schools.scope import scope_of


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation; shown to who has one of `permissions` (everyone, if empty)."""

    url_name: str
    label: Promise
    icon: str
    permissions: tuple[str, ...] = ()


PLACES = (
    Place("home:today", _("Today"), "today"),
    Place("schools:pupils", _("Pupils"), "pupils", ("schools.view_pupils",)),
    Place(
        "incidents:register",
        _("Incidents"),
        "incident",
        ("incidents.register_incident",),
    ),
    Place("meldcode:cases", _("Meldcode"), "meldcode", ("meldcode.view_case",)),
    Place("protocols:runs", _("Protocols"), "protocol", ("protocols.view_run",)),
    Place("monitoring:figures", _("Figures"), "chart", ("monitoring.view_figures",)),
    Place("writing:words", _("Writing help"), "edit", ("writing.manage_words",)),
    Place("schools:beheer", _("Administration"), "settings", ("schools.manage_staff",)),
)
MENU = (
    Place("meldcode:acute", _("Acute danger: whom to call"), "phone", ("schools.view_partners",)),
    Place("schools:partner_schools", _("Sociale kaart"), "school", ("schools.view_partners",)),
    Place(
        "dossiers:openings", _("Dossiers that you have open"), "lock", ("dossiers.open_dossier",)
    ),
    Place("meldcode:deputies", _("Deputies in Meldcode cases"), "staff", ("meldcode.name_deputy",)),
    Place("dossiers:findings", _("Looking that stands out"), "seen", ("dossiers.review_looks",)),
)
"""What is looked at now and then: in the menu under the own name."""
PARENT = Place("portal:children", _("My child"), "family")


def navigation_for(request: HttpRequest) -> dict[str, Any]:
    """Return `nav` (url, label, icon, active), `menu` likewise and `user_roles_label` for the shell."""
    user = request.user
    places = _open_to(user, PLACES)
    if Pupil.objects.of_guardian(user).exists():
        places.append(PARENT)
    here = request.resolver_match.namespace if request.resolver_match else ""
    nav = [
        {
            "url": reverse(place.url_name),
            "label": place.label,
            "icon": place.icon,
            "active": here == place.url_name.partition(":")[0],
        }
        for place in places
    ]
    roles = ", ".join(sorted(str(role.label) for role in scope_of(user)))
    menu = [
        {"url": reverse(place.url_name), "label": place.label, "icon": place.icon}
        for place in _open_to(user, MENU)
    ]
    return {"nav": nav, "menu": menu, "user_roles_label": roles}


def _open_to(user: Any, places: Iterable[Place]) -> list[Place]:
    """Return the places that `user` may open."""
    return [
        place
        for place in places
        if not place.permissions or any(may(user, name) for name in place.permissions)
    ]
