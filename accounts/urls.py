from django.urls import path

from accounts.views import KeepAliveView, LanguageView, SecondFactorView

app_name = "accounts"
urlpatterns = [
    path("blijf-ingelogd/", KeepAliveView.as_view(), name="keep_alive"),
    path("tweede-stap/", SecondFactorView.as_view(), name="second_factor"),
    path("taal/", LanguageView.as_view(), name="set_language"),
]
