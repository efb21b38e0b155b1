from django.urls import path

from accounts.views import KeepAliveView, LanguageView

app_name = "accounts"
urlpatterns = [
    path("blijf-ingelogd/", KeepAliveView.as_view(), name="keep_alive"),
    path("taal/", LanguageView.as_view(), name="set_language"),
]
