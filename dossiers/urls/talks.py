"""Talks and contacts with parents (D8)."""

from django.urls import path

from dossiers.views import contacts, talk_reports, talks

urlpatterns = [
    path("<uuid:pupil>/contacten/", contacts.ContactsView.as_view(), name="contacts"),
    path("<uuid:pupil>/contact/", contacts.LogContactView.as_view(), name="log_contact"),
    path(
        "contact/<uuid:pk>/verbeteren/",
        contacts.CorrectContactView.as_view(),
        name="correct_contact",
    ),
    path("<uuid:pupil>/gesprek/", talks.PlanTalkView.as_view(), name="plan_talk"),
    path("gesprek/<uuid:pk>/", talks.TalkView.as_view(), name="talk"),
    path("gesprek/<uuid:pk>/wijzigen/", talks.ChangeTalkView.as_view(), name="change_talk"),
    path("gesprek/<uuid:pk>/afzeggen/", talks.CancelTalkView.as_view(), name="cancel_talk"),
    path("gesprek/<uuid:pk>/uitnodigen/", talks.InviteView.as_view(), name="invite"),
    path("gesprek/<uuid:pk>/brief/", talk_reports.LetterPdf.as_view(), name="letter_pdf"),
    path("gesprek/<uuid:pk>/verslag/", talk_reports.WriteReportView.as_view(), name="write_report"),
    path(
        "gesprek/<uuid:pk>/verslag/bewaren/",
        talk_reports.SaveReportDraftView.as_view(),
        name="autosave_report",
    ),
    path(
        "gesprek/<uuid:pk>/verslag/verbeteren/",
        talk_reports.CorrectReportView.as_view(),
        name="correct_report",
    ),
    path(
        "gesprek/<uuid:pk>/verslag/geven/",
        talk_reports.SendReportView.as_view(),
        name="send_report",
    ),
    path("gesprek/<uuid:pk>/verslag/pdf/", talk_reports.ReportPdf.as_view(), name="report_pdf"),
    path(
        "gesprek/<uuid:pk>/verslag/op-papier/",
        talk_reports.RecordPaperView.as_view(),
        name="record_paper",
    ),
    path(
        "gesprek/<uuid:pk>/afspraak/", talk_reports.AddAgreementView.as_view(), name="add_agreement"
    ),
]
