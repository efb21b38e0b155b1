"""What parents read, and what is kept from them (A1, A4)."""

from django.urls import path

from dossiers.views import disclosure as views

_PATHS = {"signal": "signaal", "contact": "contact", "report": "verslag"}

urlpatterns = [
    path("ouders-lezen/", views.ParentsReadingView.as_view(), name="parents_reading"),
    path("achtergehouden/<uuid:pk>/", views.WithholdingView.as_view(), name="withholding"),
    *(
        path(
            f"{start}/<uuid:pk>/ouders/",
            views.ReadAsParentsView.as_view(column=column),
            name=f"disclose_{column}",
        )
        for column, start in _PATHS.items()
    ),
    *(
        path(
            f"{start}/<uuid:pk>/achterhouden/",
            views.WithholdView.as_view(column=column),
            name=f"withhold_{column}",
        )
        for column, start in _PATHS.items()
    ),
]
