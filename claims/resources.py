"""Files over the rows of facts.py: CSV as it is written, and the other formats of import-export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from import_export.formats.base_formats import CSV, JSON, XLSX
from import_export.resources import Resource
from tablib import Dataset

from . import facts
from .loading import guard
from .models import Claim

FORMATS = {"csv": CSV, "xlsx": XLSX, "json": JSON}


class FactsResource(Resource):
    """Facts of claims; `export(queryset, guarded=False)` leaves the guard out, for other programs."""

    def export(self, queryset: QuerySet[Claim], *, guarded: bool = True, **kwargs: Any) -> Dataset:
        found = facts.rows(queryset)
        rows = [[guard(cell) for cell in row] for row in found] if guarded else list(found)
        return Dataset(*rows, headers=facts.FACTS, title="facts")


def facts_file(kind: str, claims: QuerySet[Claim]) -> tuple[bytes | str, str]:
    """The facts of claims as a file of one of FORMATS, whole in memory, and its content type."""
    written = FORMATS[kind]()
    dataset = FactsResource().export(claims, guarded=kind != "json")
    if kind == "xlsx":
        dataset = Dataset(
            *([facts.fitted(cell) for cell in row] for row in dataset), headers=facts.FACTS, title="facts"
        )
    return written.export_data(dataset), written.get_content_type()


def csv_download(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """Rows as a CSV file, sent while they are read."""
    return StreamingHttpResponse(
        facts.csv_lines(headings, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
