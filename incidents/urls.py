from django.urls import path

from incidents import views
from incidents.views import importing

app_name = "incidents"
urlpatterns = [
    path("", views.Register.as_view(), name="register"),
    path("melden/", views.ReportIncident.as_view(), name="report"),
    path("verloop/", views.TrendsPage.as_view(), name="trends"),
    path("verloop/cijfers.csv", views.TrendsCsv.as_view(), name="trends_csv"),
    path("<uuid:pk>/", views.IncidentPage.as_view(), name="incident"),
    path("<uuid:pk>/verbeteren/", views.CorrectAccount.as_view(), name="correct"),
    path("<uuid:pk>/oppakken/", views.TakeUp.as_view(), name="take_up"),
    path("<uuid:pk>/collega/", views.NameColleague.as_view(), name="name_colleague"),
    path("collega/<uuid:pk>/terug/", views.TakeBack.as_view(), name="take_back"),
    path("<uuid:pk>/notitie/", views.AddNote.as_view(), name="note"),
    path("<uuid:pk>/protocol/", views.StartProtocol.as_view(), name="protocol"),
    path("<uuid:pk>/afsluiten/", views.CloseIncident.as_view(), name="close"),
    path("importeren/", importing.UploadRegister.as_view(), name="import_new"),
    path("importeren/<uuid:pk>/", importing.PreviewRegister.as_view(), name="import_preview"),
    path(
        "importeren/<uuid:pk>/kolommen/", importing.ChooseColumns.as_view(), name="import_columns"
    ),
    path("importeren/<uuid:pk>/woorden/", importing.ChooseWords.as_view(), name="import_words"),
    path("importeren/<uuid:pk>/fouten.csv", importing.FaultsCsv.as_view(), name="import_faults"),
    path("importeren/<uuid:pk>/resultaat/", importing.ImportResult.as_view(), name="import_result"),
    path("importeren/<uuid:pk>/annuleren/", importing.CancelImport.as_view(), name="import_cancel"),
]
