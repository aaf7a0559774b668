"""Sources, publishers and topics: editing, and merging what was entered twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import models, transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from claims.forms.rows import MergeForm
from claims.models import Publisher, Source, Topic
from claims.review import Refused, save, writing
from claims.review.sources import merge_publishers, merge_sources, save_source

from .reviewed import ReviewedAdmin


class MergeableAdmin(ReviewedAdmin):
    """Rows that may have been entered twice, and can be made one."""

    actions = ("merge",)
    list_per_page = 50
    merge_two: Callable[..., None]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.merge_source")

    @admin.action(description="Merge…", permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        chosen = list(queryset.order_by("pk").values_list("pk", flat=True)[:50])
        if len(chosen) < 2:
            self.message_user(request, "Choose two or more to merge.", messages.WARNING)
            return None
        url = reverse(f"admin:claims_{self.opts.model_name}_merge")
        return HttpResponseRedirect(f"{url}?ids={','.join(map(str, chosen))}")

    def get_urls(self) -> list[URLPattern]:
        name = f"claims_{self.opts.model_name}_merge"
        return [path("merge/", self.page(self.merge_view, "GET", "POST"), name=name), *super().get_urls()]

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Ask which of the chosen rows is kept, and merge the others into it."""
        self.demand(request, "merge_source")
        ids = [int(part) for part in request.GET.get("ids", "").split(",") if part.isdecimal()]
        rows = self.merged(self.model.objects.filter(pk__in=ids[:50]).order_by("pk"))
        if len(rows) < 2:
            messages.warning(request, "There are no two left to merge: choose two or more.")
            return HttpResponseRedirect(reverse(f"admin:claims_{self.opts.model_name}_changelist"))
        typed = request.POST if request.method == "POST" else None
        form = MergeForm(typed, rows=rows, labels=[self.merge_label(row) for row in rows])
        if form.is_valid():
            keep = form.cleaned_data["keep"]
            try:
                self.merge_all(request, keep, [row for row in rows if row.pk != keep.pk])
            except Refused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"Merged into {keep}.")
                return HttpResponseRedirect(reverse(f"admin:claims_{self.opts.model_name}_change", args=[keep.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/claims/merge.html", context)

    def merge_all(self, request: HttpRequest, keep: models.Model, others: list[models.Model]) -> None:
        with transaction.atomic():
            for other in others:
                type(self).merge_two(request.user, keep, other)

    def merged(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        raise NotImplementedError

    def merge_label(self, row: Any) -> str:
        raise NotImplementedError


@admin.register(Source)
class SourceAdmin(MergeableAdmin):
    list_display = ("reference", "title", "publisher", "published_on", "kind", "reliability")
    list_filter = ("kind", "reliability", "publisher")
    list_select_related = ("publisher",)
    search_fields = ("reference", "title", "authors", "publisher__name", "url")
    autocomplete_fields = ("publisher", "derives_from")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    merge_two = staticmethod(merge_sources)

    def store(self, request: HttpRequest, row: Source, fields: list[str] | None) -> None:  # type: ignore[override]
        save_source(request.user, row, fields)  # type: ignore[arg-type]

    def merged(self, rows: QuerySet[Source]) -> QuerySet[Source]:
        return rows.select_related("publisher").annotate(says=Count("assertions"))

    def merge_label(self, row: Any) -> str:
        date = f", {row.published_on.isoformat()}" if row.published_on else ""
        return f"{row.reference}: {row.title} ({row.publisher}{date}) — {row.says} assertions"


@admin.register(Publisher)
class PublisherAdmin(MergeableAdmin):
    list_display = ("name", "note")
    search_fields = ("name",)
    merge_two = staticmethod(merge_publishers)

    def store(self, request: HttpRequest, row: Publisher, fields: list[str] | None) -> None:  # type: ignore[override]
        verb, change = ("add", "entered") if fields is None else ("change", "edited")
        with writing(request.user, f"claims.{verb}_publisher"):  # type: ignore[arg-type]
            save(row, request.user, change, fields)  # type: ignore[arg-type]

    def merged(self, rows: QuerySet[Publisher]) -> QuerySet[Publisher]:
        return rows.annotate(documents=Count("sources"))

    def merge_label(self, row: Any) -> str:
        return f"{row.name} — {row.documents} sources"


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    search_fields = ("name",)
