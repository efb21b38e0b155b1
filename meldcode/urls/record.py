"""The record of a case, the bundles, and the Meldcode explained."""

from django.urls import URLPattern, path

from meldcode import views

urlpatterns: list[URLPattern] = [
    path("uitleg/", views.Guide.as_view(), name="guide"),
    path("jaaroverzicht/", views.Bundles.as_view(), name="bundles"),
    path("jaaroverzicht/<uuid:bundle>/", views.BundlePage.as_view(), name="bundle"),
    path("jaaroverzicht/<uuid:bundle>/tekst/", views.WriteBundle.as_view(), name="bundle_write"),
    path("jaaroverzicht/<uuid:bundle>/pdf/", views.BundlePdf.as_view(), name="bundle_pdf"),
    path("<uuid:case>/rapportage/", views.WriteRapportage.as_view(), name="rapportage"),
    path("<uuid:case>/rapportage/pdf/", views.RapportagePdf.as_view(), name="rapportage_pdf"),
    path("<uuid:case>/dossier/pdf/", views.RecordPdf.as_view(), name="record_pdf"),
]
