from django.urls import path

from monitoring.views import ConcludeView, FiguresView, MeasureView, RoundView

app_name = "monitoring"
urlpatterns = [
    path("", FiguresView.as_view(), name="figures"),
    path("maat/<slug:code>/", MeasureView.as_view(), name="measure"),
    path("monitoring/<uuid:pk>/", RoundView.as_view(), name="round"),
    path("monitoring/<uuid:pk>/afronden/", ConcludeView.as_view(), name="conclude"),
]
