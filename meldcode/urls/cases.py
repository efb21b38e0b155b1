from django.urls import path

from meldcode import views

urlpatterns = [
    path("", views.Cases.as_view(), name="cases"),
    path("nieuw/", views.FindPupil.as_view(), name="find_pupil"),
    path("nieuw/<uuid:pupil>/", views.OpenCase.as_view(), name="open"),
    path("nieuw/<uuid:pupil>/veilig-thuis/", views.OpenAsked.as_view(), name="open_asked"),
    path("nieuw/signaal/<uuid:signal>/", views.OpenFromSignal.as_view(), name="open_from_signal"),
    path(
        "nieuw/incident/<uuid:incident>/",
        views.OpenFromIncident.as_view(),
        name="open_from_incident",
    ),
    path("overdracht/<uuid:hand_over>/", views.HandOverStatus.as_view(), name="hand_over_status"),
    path("overdracht/<uuid:hand_over>/oppakken/", views.TakeOver.as_view(), name="take_over"),
    path("<uuid:case>/", views.CasePage.as_view(), name="case"),
    path("<uuid:case>/kind/", views.AddPupil.as_view(), name="add_pupil"),
    path("<uuid:case>/signalen/", views.Gather.as_view(), name="gather"),
    path("<uuid:case>/analyse/", views.Analyse.as_view(), name="analyse"),
    path("<uuid:case>/overleg/", views.Consult.as_view(), name="consult"),
    path("<uuid:case>/gesprek/", views.Talk.as_view(), name="talk"),
    path("<uuid:case>/geen-gesprek/", views.SkipTalk.as_view(), name="skip_talk"),
    path("<uuid:case>/wegen/", views.Weigh.as_view(), name="weigh"),
    path("<uuid:case>/voorstel/", views.Propose.as_view(), name="propose"),
    path("<uuid:case>/besluit/", views.DecisionPage.as_view(), name="decision"),
    path("<uuid:case>/besluit/terug/", views.ReturnProposal.as_view(), name="return"),
]
