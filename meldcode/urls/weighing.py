"""Disagreement and the choice of the deputy."""

from django.urls import path

from meldcode import views

urlpatterns = [
    path("<uuid:case>/besluit/oneens/", views.Disagree.as_view(), name="disagree"),
    path("<uuid:case>/besluit/keuze/", views.Settle.as_view(), name="settle"),
]
