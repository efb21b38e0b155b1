"""The record of a case, the bundles, and the Meldcode explained."""

from django.urls import URLPattern, path

from meldcode import views

urlpatterns: list[URLPattern] = [
    path("uitleg/", views.Guide.as_view(), name="guide"),
    path("<uuid:case>/rapportage/", views.WriteRapportage.as_view(), name="rapportage"),
    path("<uuid:case>/rapportage/pdf/", views.RapportagePdf.as_view(), name="rapportage_pdf"),
    path("<uuid:case>/dossier/pdf/", views.RecordPdf.as_view(), name="record_pdf"),
]
