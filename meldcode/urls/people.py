"""Who is kept out, who reads along, who takes a place, and questions to colleagues."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
