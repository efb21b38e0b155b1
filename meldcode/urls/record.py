"""The record of a case, the bundles, and the Meldcode explained."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
