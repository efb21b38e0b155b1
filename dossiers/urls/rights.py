"""Parents' rights: views, requests, consents; what Veilig Thuis was told (A1-A7)."""

from django.urls import path

from dossiers.views import information, requests, rights

urlpatterns = [
    path("<uuid:pupil>/ouders/", rights.RightsView.as_view(), name="rights"),
    path("<uuid:pupil>/ouders/mening/", rights.TakeInViewView.as_view(), name="take_in_view"),
    path(
        "<uuid:pupil>/ouders/verzoek/", requests.TakeInRequestView.as_view(), name="take_in_request"
    ),
    path("<uuid:pupil>/toestemmingen/", rights.ConsentsView.as_view(), name="consents"),
    path("<uuid:pupil>/toestemming/", rights.GiveConsentView.as_view(), name="give_consent"),
    path(
        "toestemming/<uuid:pk>/vernieuwen/", rights.RenewConsentView.as_view(), name="renew_consent"
    ),
    path(
        "toestemming/<uuid:pk>/intrekken/",
        rights.WithdrawConsentView.as_view(),
        name="withdraw_consent",
    ),
    path("verzoeken/", requests.RequestsView.as_view(), name="requests"),
    path("verzoek/<uuid:pk>/", requests.RequestView.as_view(), name="request"),
    path("verzoek/<uuid:pk>/antwoord/", requests.AnswerView.as_view(), name="answer_request"),
    path("verzoek/<uuid:pk>/uitvoeren/", requests.CarryOutView.as_view(), name="carry_out"),
    path(
        "verzoek/<uuid:pk>/verbeteren/",
        requests.CorrectForRequestView.as_view(),
        name="correct_for_request",
    ),
    path("verzoek/<uuid:pk>/versie/", requests.LinkVersionView.as_view(), name="link_version"),
    path("verzoek/<uuid:pk>/wissen/", requests.EraseEntryView.as_view(), name="erase_entry"),
    path("verzoek/<uuid:pk>/brief/", requests.AnswerLetterView.as_view(), name="answer_letter"),
    path("<uuid:pupil>/veilig-thuis/", information.InformationView.as_view(), name="information"),
    path(
        "<uuid:pupil>/veilig-thuis/nieuw/",
        information.RecordInformationView.as_view(),
        name="record_information",
    ),
    path(
        "veilig-thuis/<uuid:pk>/",
        information.ApproveInformationView.as_view(),
        name="approve_information",
    ),
]
