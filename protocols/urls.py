from django.urls import path

from protocols import views

app_name = "protocols"
urlpatterns = [
    path("", views.RunList.as_view(), name="runs"),
    path("nieuw/", views.StartRun.as_view(), name="start"),
    path("tekst/<int:pk>/", views.ProtocolPage.as_view(), name="protocol"),
    path("<uuid:pk>/", views.RunPage.as_view(), name="run"),
    path("<uuid:pk>/evaluatie/", views.CloseRun.as_view(), name="close"),
    path("stap/<uuid:pk>/klaar/", views.TickStep.as_view(), name="tick"),
    path("stap/<uuid:pk>/afvinken/", views.CompleteStep.as_view(), name="complete"),
    path("stap/<uuid:pk>/overslaan/", views.SkipStep.as_view(), name="skip"),
    path("stap/<uuid:pk>/oppakken/", views.TakeStep.as_view(), name="take"),
]
