"""The dossier itself: contacts, evaluations, hand-over, drafts."""

from django.urls import path

from dossiers.views import chronology, dossier, records

urlpatterns = [
    path("signaal/nieuw/", dossier.PickPupilView.as_view(), name="pick_pupil"),
    path("overdrachten/", dossier.HandOversView.as_view(), name="hand_overs"),
    path("overdracht/<uuid:pk>/", dossier.HandOverDetailView.as_view(), name="hand_over_detail"),
    path("concept/<uuid:pk>/weggooien/", records.DiscardDraftView.as_view(), name="discard_draft"),
    path("evaluatie/<uuid:pk>/", records.FinishFollowUpView.as_view(), name="finish_follow_up"),
    path("<uuid:pupil>/", chronology.DossierView.as_view(), name="dossier"),
    path("<uuid:pupil>/afdrukken/", chronology.PrintView.as_view(), name="print_chronology"),
    path("<uuid:pupil>/pdf/", chronology.ExportView.as_view(), name="export_chronology"),
    path("<uuid:pupil>/csv/", chronology.TableView.as_view(), name="export_table"),
    path("<uuid:pupil>/openen/", dossier.OpenWithPurposeView.as_view(), name="open_with_purpose"),
    path("<uuid:pupil>/evaluatie/", records.SetFollowUpView.as_view(), name="set_follow_up"),
    path("<uuid:pupil>/overdragen/", records.HandOverView.as_view(), name="hand_over"),
]
