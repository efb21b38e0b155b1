"""The report and its letter, help, agreements, aftercare, looking back, closing and opening again."""

from django.urls import path

from meldcode import views

urlpatterns = [
    path("<uuid:case>/melding/", views.FileReport.as_view(), name="file_report"),
    path("<uuid:case>/terugkoppeling/", views.RecordFeedback.as_view(), name="feedback"),
    path("<uuid:case>/volgen/", views.Monitor.as_view(), name="monitor"),
    path("<uuid:case>/opnieuw-wegen/", views.WeighAgain.as_view(), name="weigh_again"),
    path("<uuid:case>/sluiten/", views.CloseCase.as_view(), name="close"),
    path("<uuid:case>/heropenen/", views.ReopenCase.as_view(), name="reopen"),
    path("<uuid:case>/brief/", views.WriteLetter.as_view(), name="letter"),
    path("<uuid:case>/brief/pdf/", views.LetterPdf.as_view(), name="letter_pdf"),
    path("<uuid:case>/hulpplan/", views.PlanHelp.as_view(), name="help_plan"),
    path("<uuid:case>/afspraken/", views.AddAgreements.as_view(), name="agreements"),
    path("<uuid:case>/afspraken/<uuid:duty>/", views.DoAgreed.as_view(), name="do_agreed"),
    path("<uuid:case>/nazorg/", views.AgreeAftercare.as_view(), name="aftercare"),
    path("<uuid:case>/terugblik/", views.Evaluate.as_view(), name="evaluate"),
]
