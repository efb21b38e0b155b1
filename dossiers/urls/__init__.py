"""Addresses of the dossier. Dutch, and without a name: a pupil is a UUID."""

from dossiers.urls import attachments, disclosure, entries, looking, rights, signals, talks

app_name = "dossiers"
urlpatterns = [
    *entries.urlpatterns,
    *signals.urlpatterns,
    *looking.urlpatterns,
    *talks.urlpatterns,
    *disclosure.urlpatterns,
    *rights.urlpatterns,
    *attachments.urlpatterns,
]
