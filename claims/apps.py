from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"
    default = True


class DeskConfig(AdminConfig):
    default_site = "claims.desk.Desk"
