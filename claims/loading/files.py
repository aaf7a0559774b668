"""Files: bytes, as people's programs save them, into rows of cells that know their lines."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KINDS = ("sources", "claims", "options", "assertions")  # in the order in which they need each other
SHOWN = 60  # letters of a cell that an error shows
LINES = 10  # lines that go by the same rejected row and are shown
EVERY = 5000  # rows between two words of progress

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that forbids loading a row (line 1 is the headings') or a whole file (line 0).

    line: of the file, where the row starts. follows: where the cell is right in itself but names a row that
    is rejected, what became of that one: "was refused on line 3 of claims.csv".
    """

    file: str
    line: int
    column: str
    value: str
    reason: str
    remedy: str
    follows: str = ""

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.said}"

    @property
    def place(self) -> str:
        """Line, column and cell: `line 7, as_of “29/06/2020”`."""
        line = f"line {self.line}" if self.line else "the file"
        column = f", {self.column}" if self.column else ""
        return f"{line}{column}{f' “{shortened(self.value)}”' if self.value else ''}"

    @property
    def said(self) -> str:
        return f"{self.reason} {self.remedy}".strip()


class BadFiles(ValueError):
    """Files of which nothing was loaded; `faults` are all that is wrong with them, in the order of lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))

    @property
    def own(self) -> list[Fault]:
        """What is wrong in itself, without what only goes by it."""
        return [fault for fault in self.faults if not fault.follows]

    def consequences(self) -> list[str]:
        """What goes by rejected rows: "a.csv, line 7 goes by claim “C-1”, which was refused on line 3 of c.csv"."""
        lines: dict[tuple[str, str, str, str], list[int]] = {}
        for fault in self.faults:
            if fault.follows:
                what = f"{NAMED[fault.column]} “{shortened(fault.value)}”"
                lines.setdefault((fault.file, what, fault.follows, fault.column), []).append(fault.line)
        return [
            f"{file}, {listed_lines(numbers)} by {what}, which {became}"
            for (file, what, became, _), numbers in lines.items()
        ]


# What the cells of a column name.
NAMED = {
    "derives_from": "source", "source": "source", "claim": "claim", "base": "claim", "parent": "option",
    "superseded_by": "assertion",
}  # fmt: skip


def listed_lines(numbers: list[int]) -> str:
    """ "line 7 goes", "lines 7, 9 and 12 go", at most LINES of them."""
    *most, last = map(str, numbers[:LINES])
    if len(numbers) > LINES:
        return f"lines {', '.join([*most, last])} and {len(numbers) - LINES:,} more go"
    return f"lines {', '.join(most)} and {last} go" if most else f"line {last} goes"


class Unfit(ValueError):
    """A cell or a file that cannot be taken: why, and what to do."""

    def __init__(self, reason: str, remedy: str = "", *, line: int = 0, column: str = "", value: str = "") -> None:
        super().__init__(f"{reason} {remedy}".strip())
        self.reason, self.remedy = reason, remedy
        self.line, self.column, self.value = line, column, value


@dataclass(slots=True)
class Row:
    """A row of a file: its cells as they stand there, their values by field, and what is wrong with it."""

    table: Table
    line: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, reason: str, remedy: str = "", *, value: str | None = None, follows: str = "") -> None:
        value = self.table.cell(self, column) if value is None else value
        self.faults.append(Fault(self.table.name, self.line, column, value, reason, remedy, follows))

    def faults_in(self, column: str) -> list[Fault]:
        return [fault for fault in self.faults if fault.column == column]

    def is_at_fault(self, column: str) -> bool:
        """Whether a cell is wrong in itself."""
        return any(not fault.follows for fault in self.faults_in(column))

    @property
    def where(self) -> str:
        return f"line {self.line} of {self.table.name}"


@dataclass(slots=True)
class Table:
    """A file as headings and rows; `faults` forbid it as a whole."""

    kind: str
    name: str
    headings: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, error: Unfit) -> None:
        self.faults.append(Fault(self.name, error.line, error.column, error.value, error.reason, error.remedy))

    def cell(self, row: Row, heading: str) -> str:
        at = self.headings.index(heading) if heading in self.headings else len(row.cells)
        return row.cells[at] if at < len(row.cells) else ""


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def read_tables(paths: Iterable[Path], progress: Progress) -> list[Table]:
    """All the files, sources first; BadFiles where one is missing, or its name does not say what it holds."""
    found, faults = [], []
    for path in paths:
        for file in in_folder(path) if path.is_dir() else [path]:
            try:
                found.append((kind_of(file), file))
            except Unfit as error:
                faults.append(Fault(file.name or str(file), 0, "", "", error.reason, error.remedy))
        if path.is_dir() and not in_folder(path):
            faults.append(Fault(str(path), 0, "", "", "The folder holds no CSV file.", "Name the folder of the files."))
    if faults:
        raise BadFiles(faults)
    found.sort(key=lambda pair: KINDS.index(pair[0]))
    return [read_table(kind, path, progress) for kind, path in found]


def in_folder(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())


def kind_of(path: Path) -> str:
    """What a file holds, by its name."""
    if not path.is_file():
        raise Unfit("There is no such file.", "Check the path.")
    if path.stem.lower() == "facts":
        raise Unfit("Facts are what people decided, and do not load.", "Load the sources, claims and assertions.")
    kinds = [kind for kind in KINDS if kind in path.stem.lower()]
    if len(kinds) != 1:
        raise Unfit(
            "Its name does not say what it holds.",
            "Put one of the words sources, claims, options, assertions into it, as in assertions-june.csv.",
        )
    return kinds[0]


def read_table(kind: str, path: Path, progress: Progress) -> Table:
    table = Table(kind, path.name)
    try:
        text = decoded(path.read_bytes())
        lines = cell_rows(text)
        _, headings = next(lines, (1, []))
        table.headings = tidy(headings)
        for line, cells in lines:
            table.rows.append(Row(table, line, cells))
            if len(table.rows) % EVERY == 0:
                progress(f"{table.name}: {len(table.rows):,} rows read")
        if not table.rows:
            raise Unfit("The file has headings and no rows.", "Put at least one row under the headings.", line=1)
    except Unfit as error:
        table.fault(error)
    except OSError as error:
        table.fault(Unfit(f"The file cannot be opened: {error.strerror}.", "Check who may read it."))
    return table


def decoded(data: bytes) -> str:
    """UTF-8 text without its byte order mark; Unfit says on which line and byte it is something else."""
    save = "Save it as UTF-8: “CSV UTF-8” in Excel, character set “Unicode (UTF-8)” in LibreOffice."
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unfit("The file is UTF-16, from its first byte on.", save, line=1)
    if data.startswith(b"PK\x03\x04"):
        raise Unfit("The file is a workbook or an archive, not CSV.", "Save the sheet as CSV UTF-8.", line=1)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        at = position(data, error.start)
        why = f"{at} (0x{data[error.start]:02X}) is not UTF-8; the file may be Windows-1252 or Latin-1."
        raise Unfit(why, save, line=line_at(data, error.start)) from None
    if (nul := data.find(b"\0")) >= 0:
        why = f"{position(data, nul)} is NUL, which no text holds; the file may be UTF-16, or damaged."
        raise Unfit(why, save, line=line_at(data, nul))
    if not text.strip():
        raise Unfit("The file is empty.", "Put headings and rows into it.")
    return text


def line_at(data: bytes, at: int) -> int:
    return len(re.findall(rb"\r\n|\r|\n", data[:at])) + 1


def position(data: bytes, at: int) -> str:
    """Where a byte stands, both counted from 1; the byte order mark is not counted."""
    start = max(data.rfind(b"\n", 0, at), data.rfind(b"\r", 0, at)) + 1
    return f"Byte {at + 1:,} of the file (byte {at - start + 1:,} of the line)"


def cell_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, each with the line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unfit(
                f"The row cannot be told into cells: {error}.",
                "Look for a quotation mark that is not closed, or not doubled, here or in the row before.",
                line=line,
            ) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def tidy(headings: list[str]) -> list[str]:
    """Headings in small letters, without the empty ones that spreadsheets leave at the end."""
    names = [heading.strip().lower() for heading in headings]
    while names and not names[-1]:
        names.pop()
    return names
