"""Addresses of looking: who looked, what stands out, what I have open."""

from django.urls import path

from dossiers.views import looking

urlpatterns = [
    path("opvallend-inkijken/", looking.FindingsView.as_view(), name="findings"),
    path("opvallend-inkijken/<uuid:pk>/", looking.FindingView.as_view(), name="finding"),
    path("geopend/", looking.OpeningsView.as_view(), name="openings"),
    path("geopend/<uuid:pk>/sluiten/", looking.CloseOpeningView.as_view(), name="close_opening"),
    path("<uuid:pupil>/wie-keek/", looking.LooksView.as_view(), name="looks"),
]
