from django.urls import URLPattern

app_name = "meldcode"
urlpatterns: list[URLPattern] = []
