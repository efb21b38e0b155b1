"""The dossier itself: signals, contacts, evaluations, hand-over, who looked."""

from django.urls import path

from dossiers.views import chronology, dossier, records, wizard

urlpatterns = [
    path("signaal/nieuw/", dossier.PickPupilView.as_view(), name="pick_pupil"),
    path("overdrachten/", dossier.HandOversView.as_view(), name="hand_overs"),
    path("overdracht/<uuid:pk>/", dossier.HandOverDetailView.as_view(), name="hand_over_detail"),
    path("signaal/<uuid:pk>/", dossier.SignalView.as_view(), name="signal"),
    path(
        "signaal/<uuid:pk>/verbeteren/", records.CorrectSignalView.as_view(), name="correct_signal"
    ),
    path("signaal/<uuid:pk>/verband/", records.LinkSignalView.as_view(), name="link_signal"),
    path("signaal/<uuid:pk>/ouders/", records.DiscloseSignalView.as_view(), name="disclose_signal"),
    path("concept/<uuid:pk>/weggooien/", records.DiscardDraftView.as_view(), name="discard_draft"),
    path("evaluatie/<uuid:pk>/", records.FinishFollowUpView.as_view(), name="finish_follow_up"),
    path("<uuid:pupil>/", chronology.DossierView.as_view(), name="dossier"),
    path("<uuid:pupil>/afdrukken/", chronology.PrintView.as_view(), name="print_chronology"),
    path("<uuid:pupil>/pdf/", chronology.ExportView.as_view(), name="export_chronology"),
    path("<uuid:pupil>/openen/", dossier.OpenWithPurposeView.as_view(), name="open_with_purpose"),
    path("<uuid:pupil>/signaal/<int:step>/", wizard.SignalStepView.as_view(), name="signal_step"),
    path(
        "<uuid:pupil>/signaal/<int:step>/bewaren/", wizard.AutosaveView.as_view(), name="autosave"
    ),
    path("<uuid:pupil>/contact/", records.LogContactView.as_view(), name="log_contact"),
    path("<uuid:pupil>/evaluatie/", records.SetFollowUpView.as_view(), name="set_follow_up"),
    path("<uuid:pupil>/overdragen/", records.HandOverView.as_view(), name="hand_over"),
]
