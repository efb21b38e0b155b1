"""What parents read, and what is kept from them (A1, A4)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
