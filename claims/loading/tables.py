"""Tables: rows of cells that know their lines, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

KINDS = ("sources", "claims", "options", "assertions")  # in the order in which they need each other
SHOWN = 60  # letters of a cell that an error shows
# By these, words of others could command a terminal, or turn around what stands beside them.
COMMANDS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
LINES = 10  # lines that go by the same rejected row and are shown


class Progress(Protocol):
    """Is told how far the work has come: of a stage's `total` things, 0 where nobody knows, `done` are done."""

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that forbids loading a row (line 1 is the headings') or a whole file (line 0).

    line: of the file, where the row starts; of a sheet, the row's number. column: our heading. follows: where the
    cell is right in itself but names a row that is rejected, what became of that one: "was refused on line 3 of
    claims.csv". written: the heading as it stands in the file, where that is another. cell: of a sheet: "H7".
    """

    file: str
    line: int
    column: str
    value: str
    reason: str
    remedy: str
    follows: str = ""
    written: str = ""
    cell: str = ""

    def __str__(self) -> str:
        """All of it on one line, without control characters."""
        return COMMANDS.sub(" ", f"{self.file}, {self.place}: {self.said}")

    @property
    def heading(self) -> str:
        """The column, as the file calls it."""
        return self.written or self.column

    @property
    def place(self) -> str:
        """Line, column and cell, and the value if the reason does not name it: `line 7, as_of (H7) “44011”`."""
        line = f"line {self.line}" if self.line else "the file"
        column = f", {shortened(self.heading)}" if self.heading else ""
        cell = f" ({self.cell})" if self.cell else ""
        value = f" “{shortened(self.value)}”" if self.value and not self.names_value else ""
        return f"{line}{column}{cell}{value}"

    @property
    def names_value(self) -> bool:
        """Whether the reason or the remedy names the value."""
        return f"“{self.value}”" in self.said

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
            f"{file}, {named_lines(numbers)} {'go' if len(numbers) > 1 else 'goes'} by {what}, which {became}"
            for (file, what, became, _), numbers in lines.items()
        ]


# What the cells of a column name.
NAMED = {
    "derives_from": "source", "source": "source", "claim": "claim", "base": "claim", "parent": "option",
    "superseded_by": "assertion",
}  # fmt: skip


def named_lines(numbers: list[int]) -> str:
    """ "line 7", "lines 7, 9 and 12", at most LINES of them."""
    *most, last = map(str, numbers[:LINES])
    if len(numbers) > LINES:
        return f"lines {', '.join([*most, last])} and {len(numbers) - LINES:,} more"
    return f"lines {', '.join(most)} and {last}" if most else f"line {last}"


class Unfit(ValueError):
    """A cell or a file that cannot be taken: why, and what to do."""

    def __init__(self, reason: str, remedy: str = "", *, line: int = 0, column: str = "", value: str = "") -> None:
        super().__init__(f"{reason} {remedy}".strip())
        self.reason, self.remedy = reason, remedy
        self.line, self.column, self.value = line, column, value


@dataclass(slots=True)
class Row:
    """A row of a file: its cells as they stand there, their values by field, and what is wrong with it.

    key: the natural key by which it finds the row that is stored.
    """

    table: Table
    line: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    key: tuple[str, ...] = ()

    def fault(self, column: str, reason: str, remedy: str = "", *, value: str | None = None, follows: str = "") -> None:
        value = self.table.cell(self, column) if value is None else value
        written, cell = self.table.place_of(column, self.line)
        self.faults.append(Fault(self.table.name, self.line, column, value, reason, remedy, follows, written, cell))

    def faults_in(self, column: str) -> list[Fault]:
        return [fault for fault in self.faults if fault.column == column]

    def is_at_fault(self, column: str) -> bool:
        """Whether a cell is wrong in itself."""
        return any(not fault.follows for fault in self.faults_in(column))

    @property
    def is_ragged(self) -> bool:
        """Whether there are fewer cells than headings, or words beyond these."""
        width, found = len(self.table.headings), len(self.cells)
        return found < width or (found > width and any(map(str.strip, self.cells[width:])))

    @property
    def where(self) -> str:
        return f"line {self.line} of {self.table.name}"


@dataclass(slots=True)
class Table:
    """A file, or a sheet of a workbook, as headings and rows; `faults` forbid it as a whole.

    headings: ours, "" over a column that is passed over. written: the same as they stand in the file, on `line`.
    remarks: what was taken for granted, in sentences. sheet: whether its cells have names, such as H7. ragged: what to
    do about a row that has more or fewer cells than there are headings.
    """

    kind: str
    name: str
    headings: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    line: int = 1
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    sheet: bool = False
    ragged: str = ""

    def fault(self, error: Unfit) -> None:
        written, cell = self.place_of(error.column, error.line)
        self.faults.append(
            Fault(self.name, error.line, error.column, error.value, error.reason, error.remedy, "", written, cell)
        )

    def cell(self, row: Row, heading: str) -> str:
        at = self.headings.index(heading) if heading in self.headings else len(row.cells)
        return row.cells[at] if at < len(row.cells) else ""

    def place_of(self, heading: str, line: int) -> tuple[str, str]:
        """What a column is called in the file, "" where that is our heading, and the name of its cell of a sheet."""
        if heading not in self.headings:
            return "", ""
        at = self.headings.index(heading)
        written = " ".join(self.written[at].split()) if at < len(self.written) else ""
        return written * (written.casefold() != heading), cell_name(at, line) if self.sheet and line else ""


@dataclass(slots=True)
class Grid:
    """A file, or a part of one, as rows of cells that know their lines; the first row holds the headings.

    name: of the part. total: lines, 0 where nobody knows. plain: whether all cells are text; the others are Typed.
    faults and remarks may grow until the rows were gone through. ragged: what to do about a row of another width.
    """

    rows: Iterator[tuple[int, list[Any]]]
    name: str = ""
    total: int = 0
    plain: bool = True
    sheet: bool = False
    ragged: str = "Give a heading to what stands under none, or take it out."
    faults: list[Unfit] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def cell_name(at: int, line: int) -> str:
    """The name of a cell of a sheet: 7, 12 is H12."""
    letters, at = "", at + 1
    while at:
        at, letter = divmod(at - 1, 26)
        letters = f"{chr(65 + letter)}{letters}"
    return f"{letters}{line}"


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
