"""The reconciled facts for import-export: its formats, over the rows of facts.py."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from import_export.formats.base_formats import CSV, JSON, XLSX
from import_export.resources import Resource
from tablib import Dataset

from . import facts
from .loading import guard
from .models import Claim

FORMATS = {"csv": CSV, "xlsx": XLSX, "json": JSON}


class FactsResource(Resource):
    """Facts of claims; `export(queryset, guarded=False)` leaves the guard out, for other programs."""

    def get_queryset(self) -> QuerySet[Claim]:
        return Claim.objects.order_by("reference")

    def get_export_headers(self, *args: Any, **kwargs: Any) -> list[str]:
        return facts.FACTS

    def export(self, queryset: QuerySet[Claim] | None = None, *, guarded: bool = True, **kwargs: Any) -> Dataset:
        found = facts.rows(self.get_queryset() if queryset is None else queryset)
        rows = [[guard(cell) for cell in row] for row in found] if guarded else list(found)
        return Dataset(*rows, headers=facts.FACTS, title="facts")


def facts_file(kind: str, claims: QuerySet[Claim]) -> tuple[bytes | str, str]:
    """The facts of claims as a file of one of FORMATS, whole in memory, and its content type."""
    written = FORMATS[kind]()
    dataset = FactsResource().export(claims, guarded=kind != "json")
    return written.export_data(dataset), written.get_content_type()
