"""Workbooks (XLSX): their visible sheets, out of an archive of which no more is inflated than is bearable."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from .cells import Wrong
from .headings import WIDEST
from .number_formats import BUILT_IN
from .sheets import AS_CSV, DAMAGED, Attributes, Sheet, Strings, number, parsed
from .tables import Grid, Unfit

LARGEST = 300_000_000  # bytes of a workbook, inflated
CELLS = 30_000_000  # of its rows, with the empty ones under headings, which stand nowhere in it
ROW = 20  # cells, as which a row counts at least: it takes as much memory
PARTS = 10_000  # files in its archive
SHEETS = 1000  # all are open at once
ELEMENTS = 1_000_000  # of a part that is no sheet, such as its styles
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # ECMA-376, part 2, annex B; LZMA may ask for 4 GB by itself
BLOCK = 1 << 16
ERRORS = 100  # merged areas that are named
Cells = dict[int, Any]
# What else comes as an archive, by a file that tells it.
OTHERS = {
    "xl/workbook.bin": "a binary workbook of Excel (.xlsb)",
    "content.xml": "an OpenDocument file (.ods)",
    "word/document.xml": "a document of Word",
    "ppt/presentation.xml": "a presentation",
    "Index/Document.iwa": "a file of Numbers, Pages or Keynote",
}


class Workbook:
    """The parts of a workbook. Raises Unfit where it is none, is damaged, or is larger than is bearable."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.left, self.cells = archive, LARGEST, CELLS
        files = archive.infolist()
        names = set(archive.namelist())
        for name, what in OTHERS.items():
            if name in names:
                raise Unfit(f"This is {what}, and no workbook of Excel (.xlsx).", "Save it as .xlsx or as CSV UTF-8.")
        if any(file.flag_bits & 1 for file in files):
            raise Unfit("The archive is locked by a password.", "Save it without one.")
        if any(file.compress_type not in METHODS for file in files):
            raise Unfit("The archive is compressed in a way that no spreadsheet uses.", DAMAGED)
        # No part is inflated beyond the size that it tells here; but one may be read more than once.
        if len(files) > PARTS or sum(file.file_size for file in files) > LARGEST:
            raise too_large()
        main = self.targets("").get("officeDocument", ["xl/workbook.xml"])[0]
        if main not in names:
            raise Unfit("This is an archive, and no workbook of Excel (.xlsx).", AS_CSV)
        self.parts = self.targets(main)
        self.sheets: list[Attributes] = []
        self.mac = False
        for parent, tag, given in self.elements(main):
            if parent == "sheets" and tag == "sheet":
                self.sheets.append({name.rpartition(":")[2]: value for name, value in given.items()})
            elif tag == "workbookPr":
                self.mac = given.get("date1904") in ("1", "true")
        if len(self.sheets) > SHEETS:
            raise Unfit(f"The workbook has more than {SHEETS:,} sheets.", AS_CSV)

    def blocks(self, name: str) -> Iterator[bytes]:
        """A part, inflated a block at a time and counted."""
        with damage(), self.archive.open(name) as part:
            while block := part.read(BLOCK):
                self.left -= len(block)
                if self.left < 0:
                    raise too_large()
                yield block

    def count(self, cells: int, line: int) -> None:
        self.cells -= max(cells, ROW)
        if self.cells < 0:
            raise Unfit(f"The workbook has more than {CELLS:,} cells, with the empty ones.", AS_CSV, line=line)

    def elements(self, name: str) -> Iterator[tuple[str, str, Attributes]]:
        """The elements of a small part, each with the tag of the one around it and its attributes."""
        left = ELEMENTS
        found: list[tuple[str, str, Attributes]] = []
        around = [""]

        def start(tag: str, given: Attributes) -> None:
            found.append((around[-1], tag, given))
            around.append(tag)

        def end(tag: str) -> None:
            around.pop()

        for _ in parsed(self.blocks(name), start, end, lambda text: None):
            left -= len(found)
            if left < 0:
                raise Unfit(f"“{name}” in the workbook has more than {ELEMENTS:,} elements.", AS_CSV)
            yield from found
            found.clear()

    def targets(self, name: str) -> dict[str, list[str]]:
        """The parts that a part leads to, by what they are to it and by their ids."""
        folder, file = posixpath.split(name)
        links = posixpath.join(folder, "_rels", f"{file}.rels")
        found: dict[str, list[str]] = {}
        if links in self.archive.namelist():
            for _, tag, given in self.elements(links):
                if tag == "Relationship" and given.get("TargetMode") != "External":
                    part = posixpath.normpath(posixpath.join("/", folder, given.get("Target", ""))).lstrip("/")
                    found.setdefault(posixpath.basename(given.get("Type", "")), []).append(part)
                    found[f"#{given.get('Id')}"] = [part]
        return found

    @property
    def strings(self) -> list[str | Wrong]:
        parts = self.parts.get("sharedStrings", [])
        return Strings(self.blocks(parts[0])).found if parts else []

    @property
    def formats(self) -> list[str]:
        """The number format of each style of cells."""
        codes, formats = dict(BUILT_IN), []
        for part in self.parts.get("styles", [])[:1]:
            for parent, tag, given in self.elements(part):
                if tag == "numFmt":
                    codes[number(given.get("numFmtId", "0"))] = given.get("formatCode", "General")
                elif (parent, tag) == ("cellXfs", "xf"):
                    formats.append(codes.get(number(given.get("numFmtId", "0")), "?"))
        return formats


def too_large() -> Unfit:
    return Unfit(f"The workbook holds more than {LARGEST // 1_000_000} MB.", AS_CSV)


@contextmanager
def damage() -> Iterator[None]:
    """Say what is wrong with an archive that cannot be inflated."""
    try:
        yield
    except KeyError as error:
        raise Unfit(f"The workbook is damaged: {error.args[0]}.", DAMAGED) from None
    except UnicodeDecodeError:
        raise Unfit("The archive is damaged: the name of a file in it is not UTF-8.", DAMAGED) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Unfit(f"The archive is damaged: {error}.", DAMAGED) from None


@contextmanager
def workbook(path: Path) -> Iterator[list[Grid]]:
    """The visible sheets that hold anything; what was left out is among the remarks of the first."""
    with damage():
        archive = zipfile.ZipFile(path)
    with archive, ExitStack() as begun:
        book = Workbook(archive)
        strings, formats = book.strings, book.formats
        grids: list[Grid] = []
        remarks: list[str] = []
        for given in book.sheets:
            name = given.get("name", "")
            part = book.parts.get(f"#{given.get('id')}", [""])[0]
            if given.get("state", "visible") != "visible":
                remarks.append(f"Hidden sheet “{name}” was left out.")
            elif part not in book.parts.get("worksheet", []):
                remarks.append(f"“{name}” is no sheet of cells, and was left out.")
            else:
                sheet = Sheet(strings, formats, mac=book.mac)
                grid = Grid(iter(()), name, plain=False, sheet=True)
                rows = lined_up(sheet, book, part, grid)
                begun.callback(rows.close)
                if first := next(rows, None):
                    grid.rows, grid.total = chain([first], rows), sheet.last
                    grids.append(grid)
                else:
                    remarks.append(f"Sheet “{name}” is empty, and was left out.")
        if not grids:
            raise Unfit(
                "The workbook has no visible sheet that holds anything.", "Show the sheet that is to be loaded."
            )
        grids[0].remarks += remarks
        yield grids


def lined_up(sheet: Sheet, book: Workbook, part: str, grid: Grid) -> Generator[tuple[int, list[Any]]]:
    """The rows as lists as wide as the first, with what stands beyond behind; then what else the sheet holds."""
    width = 0
    for line, cells in sheet.rows(book.blocks(part)):
        if all(isinstance(cell, str) and not cell.strip() for cell in cells.values()):
            continue
        width = width or max(cells) + 1
        if width > WIDEST:
            raise Unfit(f"The row has {width:,} cells.", f"Leave {WIDEST:,} at most.", line=line)
        book.count(width, line)
        beyond = [cells[at] for at in sorted(cells) if at >= width]
        yield line, [cells.get(at, "") for at in range(width)] + beyond
    grid.remarks += said_of(sheet)
    for area in sheet.merged[:ERRORS]:
        line = number(re.sub(r"[A-Z$]|:.*", "", area) or "0")
        grid.faults.append(Unfit("The cells are merged.", "Split them, and fill each.", line=line, value=area))


def said_of(sheet: Sheet) -> Iterator[str]:
    """What was taken for granted of a sheet, in sentences."""
    if sheet.formulas:
        yield f"Of {sheet.formulas:,} formula{'s' * (sheet.formulas > 1)}, the stored results were taken."
    if sheet.hidden_rows:
        yield f"Hidden rows were read too: {sheet.hidden_rows:,}."
    if sheet.hidden_columns:
        yield "Hidden columns were read too."
