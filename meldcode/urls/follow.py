"""The letter, help, agreements, aftercare, looking back."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
