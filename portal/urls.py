from django.urls import path

from portal.views import rights, talks
from portal.views.download import DownloadDossierView
from portal.views.reading import ChildrenView, DossierView

app_name = "portal"
urlpatterns = [
    path("", ChildrenView.as_view(), name="children"),
    path("<uuid:pupil>/", DossierView.as_view(), name="dossier"),
    path("<uuid:pupil>/pdf/", DownloadDossierView.as_view(), name="download"),
    path("<uuid:pupil>/vragen/", rights.RightsView.as_view(), name="rights"),
    path("<uuid:pupil>/mening/", rights.AddViewView.as_view(), name="add_view"),
    path("<uuid:pupil>/verzoek/", rights.FileRequestView.as_view(), name="file_request"),
    path("<uuid:pupil>/toestemmingen/", rights.ConsentsView.as_view(), name="consents"),
    path("brief/<uuid:pk>/", talks.LetterView.as_view(), name="letter"),
    path("brief/<uuid:pk>/pdf/", talks.LetterPdf.as_view(), name="letter_pdf"),
    path("verslag/<uuid:pk>/", talks.ReportView.as_view(), name="report"),
    path("verslag/<uuid:pk>/pdf/", talks.ReportPdf.as_view(), name="report_pdf"),
    path("verzoek/<uuid:pk>/", rights.RequestView.as_view(), name="request"),
    path(
        "verzoek/<uuid:pk>/intrekken/",
        rights.WithdrawRequestView.as_view(),
        name="withdraw_request",
    ),
    path("verzoek/<uuid:pk>/brief/", rights.RequestLetterView.as_view(), name="request_letter"),
    path(
        "toestemming/<uuid:pk>/intrekken/",
        rights.WithdrawConsentView.as_view(),
        name="withdraw_consent",
    ),
]
