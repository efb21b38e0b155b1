"""Report at once, and whom to call."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
