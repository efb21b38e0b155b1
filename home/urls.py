from django.urls import path

from home.views import TodayView

app_name = "home"
urlpatterns = [path("", TodayView.as_view(), name="today")]
