"""Report at once, and whom to call."""

from django.urls import path

from meldcode import views

urlpatterns = [
    path("acuut/", views.Acute.as_view(), name="acute"),
    path("acuut/<uuid:pupil>/", views.AcutePupil.as_view(), name="acute_pupil"),
    path("<uuid:case>/acuut/", views.AcuteCase.as_view(), name="acute_case"),
]
