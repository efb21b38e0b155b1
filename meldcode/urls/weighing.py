"""Disagreement and the choice of the deputy."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
