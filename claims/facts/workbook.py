"""A workbook of one sheet, in which every cell is text but whole numbers in columns of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from claims.loading.cells import CUT, guard

from .columns import File

MOST_ROWS = 1_048_575  # that a sheet holds below the headings
LONGEST = 32_767  # UTF-16 units that a cell holds; a spreadsheet calls a workbook damaged that has more
NO_CHARACTERS = re.compile("[\ufffe\uffff]")  # XML has no place for these
BLOCK = 64 * 1024


class TooManyRows(ValueError):
    """A sheet cannot hold so many rows."""

    def __init__(self) -> None:
        super().__init__(f"A sheet holds {MOST_ROWS:,} rows at the most: take CSV or JSON Lines, or choose fewer.")


def workbook(file: File, rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The bytes of a workbook, made on disk. Cells are guarded, and shortened where a cell cannot hold them.

    Raises TooManyRows, and OSError where the disk has no room.
    """
    with TemporaryFile() as made:
        with TemporaryDirectory() as folder:
            make(made, folder, file, rows)
        made.seek(0)
        while block := made.read(BLOCK):
            yield block


def make(made: IO[bytes], folder: str, file: File, rows: Iterable[Sequence[str]]) -> None:
    """Write a workbook, in constant memory: each row goes to the folder when the next one begins."""
    book = Workbook(made, {"constant_memory": True, "tmpdir": folder})
    sheet = book.add_worksheet(file.name)
    try:
        # Text cells, that a spreadsheet may not take for numbers, dates or links.
        text, bold = (book.add_format({"num_format": "@", "bold": bold}) for bold in (False, True))
        fill(sheet, text, bold, file, rows)
    except BaseException:
        with suppress(OSError):
            sheet.row_data_fh.close()
        raise
    book.close()


def fill(sheet: Worksheet, text: Format, bold: Format, file: File, rows: Iterable[Sequence[str]]) -> None:
    sheet.set_column(0, len(file.columns) - 1, 18, text)
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(file.headings):
        sheet.write_string(0, column, heading, bold)
    numbers = set(file.numbers)
    for line, row in enumerate(rows, 1):
        if line > MOST_ROWS:
            raise TooManyRows
        for column, cell in enumerate(row):
            if column in numbers and cell:
                sheet.write_number(line, column, int(cell))
            elif cell:
                sheet.write_string(line, column, stored(cell), text)


def stored(cell: str) -> str:
    """A text as a workbook has it."""
    return fitted(NO_CHARACTERS.sub("\ufffd", guard(cell)))


def holds(cell: str) -> bool:
    """Whether a workbook can hold all of a text."""
    return stored(cell) == guard(cell)


def fitted(cell: str) -> str:
    """The cell as a workbook can hold it: one that is too long ends in how many characters were cut."""
    units = cell.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST:
        return cell
    kept = units[: 2 * (LONGEST - len(CUT.format(len(cell))))].decode("utf-16-le", "ignore")
    return kept + CUT.format(len(cell) - len(kept))
