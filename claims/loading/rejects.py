"""Rejects: the rows that could not be loaded, as files to be mended and loaded again."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from .cells import guard, unguard
from .headings import REJECTED
from .tables import COMMANDS, Fault, Row, Table, named_lines

ENCODING = "utf-8-sig"  # by its mark Excel knows UTF-8


def write_rejects(tables: list[Table], path: Path) -> list[Path]:
    """Write the rejected rows as they stood, with a last column that says where and why; returns the files.

    Rows of several kinds go to several files, whose names say the kind.
    """
    rejected = rejected_rows(tables)
    files = []
    for kind, rows in rejected.items():
        files.append(path if len(rejected) == 1 else path.with_stem(f"{path.stem}-{kind}"))
        with open(files[-1], "w", encoding=ENCODING, newline="") as file:
            write_rows(csv.writer(file), rows)
    return files


def rejected_rows(tables: Iterable[Table]) -> dict[str, list[Row]]:
    """The rows of each kind that are wrong, of those kinds that have some."""
    rejected: dict[str, list[Row]] = {}
    for table in tables:
        if rows := [row for row in table.rows if row.faults]:
            rejected.setdefault(table.kind, []).extend(rows)
    return rejected


def write_rows(writer: csv.Writer, rows: list[Row]) -> None:  # type: ignore[name-defined]
    """Write rows under our headings, with what is wrong with each, and behind that the cells that no heading names.

    Columns that were left out stay so.
    """
    named = (heading for row in rows for heading in row.table.headings)
    headings = [heading for heading in dict.fromkeys(named) if heading not in ("", REJECTED)]
    writer.writerow([*headings, REJECTED])
    for row in rows:
        cells = [row.table.cell(row, heading) for heading in headings]
        surplus = row.cells[len(row.table.headings) :]
        writer.writerow([*map(guarded, cells), why(row), *map(guarded, surplus)])


def guarded(cell: str) -> str:
    return guard(unguard(cell.strip()))


def why(row: Row) -> str:
    """What is wrong with a row; where that is only that it was not mended, what was wrong with it before."""
    faults = [fault for fault in row.faults if fault.column != REJECTED]
    return "; ".join(f"{fault.place}: {fault.said}" for fault in faults) or guarded(row.table.cell(row, REJECTED))


def told(faults: Iterable[Fault]) -> list[str]:
    """A line for each fault, and one for all rows of a file that only wait to be mended."""
    lines: dict[str, list[Fault]] = {}
    for fault in faults:
        lines.setdefault(fault.file if fault.column == REJECTED else str(fault), []).append(fault)
    return [
        COMMANDS.sub(" ", f"{line}, {named_lines([fault.line for fault in found])}, {REJECTED}: {found[0].said}")
        if found[0].column == REJECTED and len(found) > 1
        else str(found[0])
        for line, found in lines.items()
    ]
