from django.urls import path

from . import views

urlpatterns = [
    path("", views.ClaimList.as_view(), name="record"),
    path("claims/<str:reference>/", views.ClaimDetail.as_view(), name="claim"),
    path("sources/", views.SourceList.as_view(), name="sources"),
    path("sources/<str:reference>/", views.SourceDetail.as_view(), name="source"),
    path("corrections/", views.Corrections.as_view(), name="corrections"),
    path("methodology/", views.Methodology.as_view(), name="methodology"),
    path("facts.csv", views.FactsFile.as_view(), name="facts"),
]
