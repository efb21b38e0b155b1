"""Advice: the summary without names, and what was done with it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
