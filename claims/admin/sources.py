"""Sources, publishers and topics: editing, and merging what was entered twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest

from claims.forms.rows import SeenForm, SourceForm
from claims.models import Publisher, Source, Topic
from claims.paging import NAMES, REFERENCES
from claims.review import save, writing
from claims.review.merging import merge_publishers, merge_sources
from claims.review.sources import save_source
from claims.review.together import revised
from claims.search import SOURCES

from .lists import KeyedAdmin, PublisherFilter
from .merging import MergeableAdmin


@admin.register(Source)
class SourceAdmin(MergeableAdmin):
    list_display = ("reference", "title", "publisher", "published_on", "kind", "reliability")
    list_filter = ("kind", "reliability", PublisherFilter)
    list_select_related = ("publisher",)
    search_fields = ("reference", "title", "authors", "publisher__name", "url")
    searched = SOURCES
    order = REFERENCES
    form = SourceForm
    fields = (
        "reference", "title", "publisher", "authors", "published_on", "kind", "url", "derives_from", "reliability",
        "language", "note",
    )  # fmt: skip
    autocomplete_fields = ("publisher", "derives_from")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    merge_two = staticmethod(merge_sources)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).select_related("publisher")

    def store(self, request: HttpRequest, row: Source, form: SeenForm) -> None:  # type: ignore[override]
        save_source(request.user, row, form.changed_fields, seen=form.seen)  # type: ignore[arg-type]

    def merged(self, rows: QuerySet[Source]) -> QuerySet[Source]:
        return rows.select_related("publisher").annotate(says=Count("assertions"))

    def merge_label(self, row: Any) -> str:
        date = f", {row.published_on.isoformat()}" if row.published_on else ""
        return f"{row.reference}: {row.title} ({row.publisher}{date}) — {row.says} assertions"

    def warnings(self, rows: Sequence[Any]) -> Iterator[str]:
        unlike = [
            name for name in ("title", "publisher", "published_on") if len({getattr(row, name) for row in rows}) > 1
        ]
        if unlike:
            names = " and ".join(name.replace("_", " ") for name in unlike)
            yield f"They differ in {names}. Merge them only if they are one document."


@admin.register(Publisher)
class PublisherAdmin(MergeableAdmin):
    list_display = ("name", "note")
    search_fields = ("name",)
    order = NAMES
    merge_two = staticmethod(merge_publishers)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publisher]:
        return super().get_queryset(request).annotate(folded=Lower("name"))

    def store(self, request: HttpRequest, row: Publisher, form: SeenForm) -> None:  # type: ignore[override]
        fields = form.changed_fields
        verb, change = ("add", "entered") if fields is None else ("change", "edited")
        with writing(request.user, f"claims.{verb}_publisher"):  # type: ignore[arg-type]
            row = row if fields is None else revised(row, fields, form.seen)
            save(row, request.user, change, fields)  # type: ignore[arg-type]

    def merged(self, rows: QuerySet[Publisher]) -> QuerySet[Publisher]:
        return rows.annotate(documents=Count("sources"))

    def merge_label(self, row: Any) -> str:
        return f"{row.name} — {row.documents} sources"


@admin.register(Topic)
class TopicAdmin(KeyedAdmin, admin.ModelAdmin):
    search_fields = ("name",)
    order = NAMES

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).annotate(folded=Lower("name"))
