"""Addresses of the Meldcode, by what they are about."""

from meldcode.urls import acute, cases, follow, people, record, steps, weighing

app_name = "meldcode"
# What has a word of its own comes before what takes a case.
urlpatterns = [
    *acute.urlpatterns,
    *people.urlpatterns,
    *record.urlpatterns,
    *cases.urlpatterns,
    *steps.urlpatterns,
    *weighing.urlpatterns,
    *follow.urlpatterns,
]
