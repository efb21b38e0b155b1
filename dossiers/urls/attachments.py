"""Files in a dossier."""

from django.urls import path

from dossiers.views import attachments as views

urlpatterns = [
    path(
        "signaal/<uuid:pk>/bestanden/", views.AttachToSignalView.as_view(), name="attach_to_signal"
    ),
    path(
        "contact/<uuid:pk>/bestanden/",
        views.AttachToContactView.as_view(),
        name="attach_to_contact",
    ),
    path("gesprek/<uuid:pk>/bestanden/", views.AttachToTalkView.as_view(), name="attach_to_talk"),
    path(
        "verzoek/<uuid:pk>/bestanden/",
        views.AttachToRequestView.as_view(),
        name="attach_to_request",
    ),
    path("bestand/<uuid:pk>/", views.DownloadView.as_view(), name="download_file"),
]
