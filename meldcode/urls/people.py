"""Who is kept out, who reads along, who takes a place, and questions to colleagues."""

from django.urls import path

from meldcode.views import people

urlpatterns = [
    path("bestuur/", people.Deputies.as_view(), name="deputies"),
    path("bestuur/<uuid:asked>/", people.NameDeputy.as_view(), name="name_deputy"),
    path("bestuur/<uuid:asked>/langer/", people.ProlongDeputy.as_view(), name="prolong_deputy"),
    path("vragen/<uuid:question>/", people.AnswerQuestion.as_view(), name="question"),
    path(
        "vragen/<uuid:question>/intrekken/",
        people.WithdrawQuestion.as_view(),
        name="withdraw_question",
    ),
    path("<uuid:case>/buiten/", people.KeepOut.as_view(), name="keep_out"),
    path("<uuid:case>/terugtreden/", people.StepBack.as_view(), name="step_back"),
    path("<uuid:case>/buiten/<uuid:involvement>/", people.LetIn.as_view(), name="let_in"),
    path("<uuid:case>/meelezen/", people.GiveAccess.as_view(), name="give_access"),
    path("<uuid:case>/meelezen/<uuid:given>/einde/", people.EndAccess.as_view(), name="end_access"),
    path("<uuid:case>/vraag/", people.AskColleague.as_view(), name="ask_colleague"),
]
