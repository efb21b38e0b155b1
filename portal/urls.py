from django.urls import path

from portal.views.reading import ChildrenView, DossierView

app_name = "portal"
urlpatterns = [
    path("", ChildrenView.as_view(), name="children"),
    path("<uuid:pupil>/", DossierView.as_view(), name="dossier"),
]
