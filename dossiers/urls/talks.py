"""Talks with parents (D8)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
