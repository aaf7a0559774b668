"""The files as resources of django-import-export, for programs that know it: set-based, by the code of every door."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import QuerySet
from import_export.resources import Resource
from import_export.results import Error, Result, RowResult
from tablib import Dataset

from .facts import FILES, Extract
from .loading import BadFiles, Prepared, apply, prepare
from .loading.tables import Fault
from .models import Claim

# What import-export calls the states of rows.
STATES = {
    "new": RowResult.IMPORT_TYPE_NEW,
    "changed": RowResult.IMPORT_TYPE_UPDATE,
    "unchanged": RowResult.IMPORT_TYPE_SKIP,
}


class FileResource(Resource):
    """A kind of file, by its name: facts (which do not load), assertions, sources, claims or options."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.file = FILES[name]

    def export(self, queryset: QuerySet[Claim] | None = None, **kwargs: Any) -> Dataset:
        """The rows of claims, by default of all, whole in memory and unguarded: let no spreadsheet open them so."""
        rows = Extract(queryset).rows(self.file.name)
        return Dataset(*rows, headers=self.file.headings, title=self.file.name)

    def import_data(
        self, dataset: Dataset, dry_run: bool = False, raise_errors: bool = False, *, user: User, **kwargs: Any
    ) -> Result:
        """Load a dataset as the user, all or nothing; with `dry_run` only say what would come of it to who may load.

        The result has totals, the invalid rows with what is wrong under each heading, and as base errors what is wrong
        with the whole; with `raise_errors` either is raised as BadFiles. It keeps no row that is valid.
        """
        if not user.has_perm("claims.add_import"):
            raise PermissionDenied("Your role does not allow this (claims.add_import).")
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{self.file.name}.jsonl"
            result = Result()
            result.diff_headers, result.total_rows = dataset.headers or [], len(dataset)
            try:
                write(path, dataset)
                prepared = prepare([path])
                counts = prepared.counts
                try:
                    if prepared.faults or not dry_run:
                        counts = apply(user, prepared).counts
                finally:
                    tell(result, prepared, counts)
            except BadFiles as error:
                if raise_errors:
                    raise
                if not (result.base_errors or result.invalid_rows):
                    result.append_base_error(Error(error))
        return result


def write(path: Path, dataset: Dataset) -> None:
    """Write a dataset as JSON Lines; BadFiles where its headings do not tell its columns apart."""
    if not dataset.headers:
        raise BadFiles([Fault(path.stem, 0, "", "", "The dataset has no headings.", "Set its headers.")])
    for heading, times in Counter(dataset.headers).items():
        if times > 1:
            raise BadFiles([Fault(path.stem, 0, "", str(heading), f"The heading stands {times} times.", "Leave one.")])
    rows = (dict(zip(dataset.headers, map(text, row), strict=True)) for row in dataset)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def text(cell: object) -> str:
    return "" if cell is None else str(cell)


def tell(result: Result, prepared: Prepared, counts: dict[str, dict[str, int]]) -> None:
    """Put what became of a dataset into the result."""
    for fault in (fault for table in prepared.tables for fault in table.faults):
        result.append_base_error(Error(ValidationError(str(fault))))
    for number, row in enumerate((row for table in prepared.tables for row in table.rows), 1):
        if row.faults:
            values = dict(zip(row.table.headings, row.cells, strict=False))
            result.append_invalid_row(number, values, ValidationError(by_heading(row.faults)))
    result.totals[RowResult.IMPORT_TYPE_INVALID] = len(result.invalid_rows)
    for states in counts.values():
        for state, many in states.items():
            result.totals[STATES[state]] += many


def by_heading(faults: Iterable[Fault]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.column or NON_FIELD_ERRORS, []).append(fault.said)
    return found
