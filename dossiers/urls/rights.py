"""Parents' rights: views, requests, consents; what Veilig Thuis was told (A1-A7)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
