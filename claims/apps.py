from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"
    default = True


class DeskConfig(AdminConfig):
    default_site = "claims.admin.site.Desk"

    def ready(self) -> None:
        # Before autodiscovery asks for the site: its class lies in the package whose import registers the pages, and
        # what they register while the site is still being made is lost.
        import_module("claims.admin")
        super().ready()
