"""The formats in which rows go out, each written while the rows are read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from claims.loading.cells import RISKY, guard

from .columns import File
from .workbook import MOST_ROWS, workbook

BLOCK = 64 * 1024  # characters that are written at a time


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a CSV file, each ending in CR LF, its cells guarded."""
    writer = csv.writer(_Echo())
    yield writer.writerow(headings)
    for row in rows:
        yield writer.writerow([guard(cell) if cell and cell[0] in RISKY else cell for cell in row])


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def json_lines(file: File, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """An object a line: whole numbers as such, all else as the text that it is; an empty cell is null.

    No cell is guarded, since nothing runs JSON.
    """
    headings, numbers = file.headings, file.numbers
    for row in rows:
        values: list[str | int | None] = [cell or None for cell in row]
        for place in numbers:
            values[place] = int(row[place]) if row[place] else None
        yield json.dumps(dict(zip(headings, values, strict=True)), ensure_ascii=False) + "\n"


def blocks(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines as UTF-8, many at a time."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= BLOCK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


@dataclass(frozen=True)
class Format:
    """How rows are written, and the content type; `most` rows at the most, None where there is no end."""

    content_type: str
    write: Callable[[File, Iterable[Sequence[str]]], Iterator[bytes]]
    most: int | None = None


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", lambda file, rows: blocks(csv_lines(file.headings, rows))),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook, MOST_ROWS),
    "jsonl": Format("application/jsonl; charset=utf-8", lambda file, rows: blocks(json_lines(file, rows))),
}
