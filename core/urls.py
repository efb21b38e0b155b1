"""Addresses of documents that the worker makes: an id, never a name."""

from django.urls import path

from core import document_views

app_name = "documents"
urlpatterns = [
    path("", document_views.DocumentsView.as_view(), name="documents"),
    path("<uuid:pk>/", document_views.DocumentView.as_view(), name="document"),
    path("<uuid:pk>/downloaden/", document_views.DownloadView.as_view(), name="download"),
    path("<uuid:pk>/opnieuw/", document_views.TryAgain.as_view(), name="try_again"),
]
