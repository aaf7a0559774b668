"""Mappings of foreign headings: the list, renaming and deleting; files make them."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from claims.forms.files import RenameForm
from claims.models import Mapping


@admin.register(Mapping)
class MappingAdmin(admin.ModelAdmin):
    form = RenameForm
    list_display = ("name", "kind", "kept_by", "kept_at")
    list_select_related = ("kept_by",)
    list_per_page = 50
    search_fields = ("name",)
    fields = ("name", "kind", "means", "kept_by", "kept_at")
    readonly_fields = ("kind", "means", "kept_by", "kept_at")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # the list of imports leads here

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="what its headings mean")
    def means(self, mapping: Mapping) -> SafeString:
        rows = ((foreign or "(no heading)", ours or "left out") for foreign, ours in mapping.columns.items())
        return format_html_join("\n", "<p><bdi>{}</bdi>: {}</p>", rows)
