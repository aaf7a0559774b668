"""Rejects: the rows that could not be loaded, as files to be mended and loaded again."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from claims.review import Refused

from .cells import OVERWRITTEN, guard, words_of
from .files import JSON, WORKBOOKS
from .headings import REJECTED
from .tables import COMMANDS, KINDS, Fault, Row, Table, named_lines

ENCODING = "utf-8-sig"  # by its mark Excel knows UTF-8
MENDED = "Nothing else is wrong with the row: if it is mended, empty this cell. Before: "


def refuse_names(path: Path, inputs: Iterable[Path]) -> None:
    """Raise Refused where rejected rows cannot be written as `path` says without harm, whatever their kinds."""
    if path.suffix.lower() in (*WORKBOOKS, *JSON):
        raise Refused(f"Rejected rows are written as CSV: call their file {path.with_suffix('.csv')}.")
    if path.is_dir():
        raise Refused(f"{path} is a folder: name a file for the rejected rows.")
    taken = set(map(os.path.realpath, inputs))
    for name in (path, *(named(path, kind) for kind in KINDS)):
        if os.path.realpath(name) in taken:
            raise Refused(f"{name} is one of the files to load: write the rejected rows to another.")


def named(path: Path, kind: str) -> Path:
    """Where the rejected rows of a kind go: a file whose name says that kind, and no other."""
    if not any(other in path.stem.casefold() for other in KINDS):
        return path.with_stem(f"{path.stem}-{kind}")
    return path.with_stem(re.sub("|".join(KINDS), kind, path.stem, flags=re.IGNORECASE))


class Rejects:
    """The files of rejected rows. They are written beside their places, which they take once all is stored."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts: dict[Path, Path] = {}

    def write(self, tables: list[Table]) -> None:
        """Write the rejected rows of each kind as they stood, with a last column that says where and why."""
        for kind, rows in rejected_rows(tables).items():
            file = named(self.path, kind)
            self.parts[file] = part = file.with_name(f"{file.name}.{os.getpid()}.part")
            with open(part, "w", encoding=ENCODING, newline="") as text:
                write_rows(csv.writer(text), rows)

    def forget(self) -> None:
        for part in self.parts.values():
            part.unlink(missing_ok=True)

    def keep(self) -> list[Path]:
        """Put the files in their places, and return them; one that cannot go there stays where it is."""
        return [moved(part, file) for file, part in self.parts.items()]


def moved(part: Path, file: Path) -> Path:
    try:
        return part.replace(file)
    except OSError:
        return part


def rejected_rows(tables: Iterable[Table]) -> dict[str, list[Row]]:
    """The rows of each kind that are wrong, of those kinds that have some."""
    rejected: dict[str, list[Row]] = {}
    for table in tables:
        if rows := [row for row in table.rows if row.faults]:
            rejected.setdefault(table.kind, []).extend(rows)
    return rejected


def write_rows(writer: csv.Writer, rows: list[Row]) -> None:  # type: ignore[name-defined]
    """Write rows as `lines_of` has them, guarded; what a spreadsheet wrote over is not, lest it loads as it stands."""
    for line in lines_of(rows):
        writer.writerow([cell if OVERWRITTEN.fullmatch(cell) else guard(cell) for cell in line])


def lines_of(rows: list[Row]) -> Iterator[list[str]]:
    """Our headings, then rows under them with what is wrong with each, and behind that the cells that no heading names.

    Columns that were left out stay so.
    """
    named = (heading for row in rows for heading in row.table.headings)
    headings = [heading for heading in dict.fromkeys(named) if heading not in ("", REJECTED)]
    yield [*headings, REJECTED]
    for row in rows:
        cells = [row.table.cell(row, heading) for heading in headings]
        surplus = row.cells[len(row.table.headings) :]
        yield [*map(words_of, cells), why(row), *map(words_of, surplus)]


def why(row: Row) -> str:
    """What is wrong with a row; where that is only that its last reason still stands, that one."""
    faults = telling(row)
    if faults[0].column != REJECTED:
        return "; ".join(f"{fault.place}: {fault.said}" for fault in faults)
    return MENDED + guard(words_of(row.table.cell(row, REJECTED))).removeprefix(MENDED)


def telling(row: Row) -> list[Fault]:
    """What is wrong with a row; that it was not mended only where nothing else is."""
    return [fault for fault in row.faults if fault.column != REJECTED] or row.faults


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
