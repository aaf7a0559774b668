from django.urls import path, re_path

from . import downloads, views

urlpatterns = [
    path("", views.ClaimList.as_view(), name="record"),
    path("claims/<str:reference>/", views.ClaimDetail.as_view(), name="claim"),
    path("sources/", views.SourceList.as_view(), name="sources"),
    path("sources/<str:reference>/", views.SourceDetail.as_view(), name="source"),
    path("corrections/", views.Corrections.as_view(), name="corrections"),
    path("methodology/", views.Methodology.as_view(), name="methodology"),
    re_path(
        r"^(?P<name>facts|assertions|sources|claims|options)\.(?P<kind>csv|xlsx|jsonl)$",
        downloads.Download.as_view(),
        name="download",
    ),
    path("package.zip", downloads.Package.as_view(), name="package"),
]
