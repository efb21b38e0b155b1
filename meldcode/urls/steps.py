"""Steps 2 and 3: the talk with the child, the summary without names, and what was done with advice."""

from django.urls import URLPattern, path

from meldcode import views

urlpatterns: list[URLPattern] = [
    path("<uuid:case>/gesprek-kind/", views.ChildTalk.as_view(), name="child_talk"),
    path("<uuid:case>/geen-gesprek-kind/", views.SkipChildTalk.as_view(), name="skip_child_talk"),
    path("<uuid:case>/samenvatting/", views.WriteSummary.as_view(), name="summary"),
    path("samenvatting/<uuid:summary>/pdf/", views.SummaryPdf.as_view(), name="summary_pdf"),
    path(
        "<uuid:case>/overleg/<uuid:consultation>/gedaan/",
        views.FollowAdvice.as_view(),
        name="follow_advice",
    ),
]
