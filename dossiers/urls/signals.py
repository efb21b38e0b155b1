"""Signals: written quick or in full, read with their versions, completed, corrected, linked (D1-D6)."""

from django.urls import path

from dossiers.views import changing, signals, wizard

urlpatterns = [
    path("signaal/<uuid:pk>/", signals.SignalView.as_view(), name="signal"),
    path("signaal/<uuid:pk>/bewaard/", signals.SignalSavedView.as_view(), name="signal_saved"),
    path(
        "signaal/<uuid:pk>/aanvullen/",
        changing.CompleteSignalView.as_view(),
        name="complete_signal",
    ),
    path(
        "signaal/<uuid:pk>/verbeteren/", changing.CorrectSignalView.as_view(), name="correct_signal"
    ),
    path(
        "signaal/<uuid:pk>/verbeteren/bewaren/",
        changing.SaveCorrectionView.as_view(),
        name="autosave_correction",
    ),
    path("signaal/<uuid:pk>/verband/", signals.LinkSignalView.as_view(), name="link_signal"),
    path("<uuid:pupil>/signaal/<int:step>/", wizard.SignalStepView.as_view(), name="signal_step"),
    path("<uuid:pupil>/signaal/volledig/", wizard.FullSignalView.as_view(), name="signal_full"),
    path("<uuid:pupil>/signaal/bewaren/", wizard.SaveSignalView.as_view(), name="autosave"),
]
