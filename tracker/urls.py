from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from .accounts import LogIn

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/login/", LogIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("", include("claims.urls")),
]
