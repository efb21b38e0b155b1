"""The front door: one line a room. Addresses are Dutch and never hold a name."""

from django.urls import include, path

from schoolsafety.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("account/", include("schoolsafety.account_urls")),
    path("sessie/", include("accounts.urls")),
    path("scholen/", include("schools.urls")),
    path("schrijfhulp/", include("writing.urls")),
    path("dossiers/", include("dossiers.urls")),
    path("meldcode/", include("meldcode.urls")),
    path("incidenten/", include("incidents.urls")),
    path("protocollen/", include("protocols.urls")),
    path("cijfers/", include("monitoring.urls")),
    path("documenten/", include("core.urls")),
    path("ouders/", include("portal.urls")),
    path("", include("home.urls")),
]
