"""Delimited text: rows of cells between commas, semicolons or tabs, as spreadsheets save them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from .encodings import Letters
from .headings import TITLES
from .sheets import COLUMNS
from .tables import Grid, Unfit

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
TOLD = re.compile(r'"?sep=(\t|[^\w\s"])"?[\r\n]*')  # a first line by which Excel tells its separator
ERRORS = 100  # rows that cannot be told into cells, and are named
NO_LIMIT = 2**31 - 1  # the columns have limits of their own

Known = Callable[[list[str]], int]  # how many of a row's cells are headings that are known


def delimited(path: Path, encoding: str, known: Known) -> Grid:
    """The file's rows; Unfit where its encoding does not fit, or its separator cannot be told."""
    csv.field_size_limit(NO_LIMIT)
    letters = Letters(path, encoding)
    try:
        letters.check()
    except Unfit as misfit:
        raise in_cell(letters, misfit) from None
    with letters.open() as file:
        told = TOLD.fullmatch(file.readline())
    sign = told[1] if told else separator(letters, known)
    faults: list[Unfit] = []
    remarks, name = letters.remarks, SEPARATORS.get(sign, f"“{sign}”")
    if sign != ",":
        remarks.append(f"The cells are separated by {name}.")
    ragged = f"Look for a {name.removesuffix('s')} too few or too many."
    rows = records(letters, sign, faults, skipped=bool(told))
    return Grid(rows, total=letters.lines, ragged=ragged, faults=faults, remarks=remarks)


def records(
    letters: Letters, sign: str, faults: list[Unfit], *, skipped: bool = False, errors: str = "strict"
) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, each with the line on which it starts; faults gathers those that hold no cells.

    Raises Unfit at a row of more cells than a spreadsheet has columns.
    """
    with letters.open(errors) as file:
        if skipped:
            file.readline()
        line = 1 + skipped
        reader = csv.reader(bearable(file, sign, lambda: line, line), delimiter=sign, strict=True)
        while len(faults) < ERRORS:
            line = reader.line_num + 1 + skipped
            try:
                for cells in reader:
                    if any(map(str.strip, cells)):
                        yield line, cells
                    line = reader.line_num + 1 + skipped
                return
            except csv.Error as error:
                why = f"The row cannot be told into cells: {error}."
                what = "Look for a quotation mark that is not closed, or not doubled, here or in the row before."
                faults.append(Unfit(why, what, line=line))


def bearable(lines: Iterable[str], sign: str, begun: Callable[[], int], first: int) -> Iterator[str]:
    """The lines, counted from `first`; Unfit before one is split that makes too many cells.

    `begun` tells the line on which the row starts: one that goes on from an earlier line does so between quotation
    marks, which hold separators that part nothing.
    """
    quoted = re.compile(rf'(?:^|(?<={re.escape(sign)}))"(?:[^"]++|"")*+(?:"|$)')
    for line, text in enumerate(lines, first):
        if len(text) > COLUMNS and text.count(sign) >= COLUMNS:
            bare = quoted.sub("", f'"{text}' if begun() < line else text)
            if bare.count(sign) >= COLUMNS:
                why = f"The row has more than {COLUMNS:,} cells."
                raise Unfit(why, "Look at what stands between the cells.", line=begun())
        yield text


def separator(letters: Letters, known: Known) -> str:
    """The sign that makes known headings of the first row, or of one of the next, as under a title.

    Where none does, the one that makes the most cells. Raises Unfit where two do equally well, or too many cells.
    """
    rows: dict[str, list[list[str]]] = {}
    too_wide = None
    for sign in SEPARATORS:
        try:
            rows[sign] = [cells for _, cells in islice(records(letters, sign, []), TITLES)]
        except Unfit as error:
            too_wide = error
    rows = {sign: found for sign, found in rows.items() if found} or {",": []}
    for depth in (1, TITLES):
        scores = {sign: max(map(known, found[:depth]), default=0) for sign, found in rows.items()}
        best = [sign for sign, score in scores.items() if score == max(scores.values())]
        if scores[best[0]] and len({tuple(rows[sign][0]) for sign in best}) > 1:
            names = " or ".join(SEPARATORS[sign] for sign in best)
            raise Unfit(f"The cells may be separated by {names}.", "Use one of them between the headings.", line=1)
        if scores[best[0]]:
            return best[0]
    if too_wide:
        raise too_wide
    return max(rows, key=lambda sign: len(rows[sign][0]) if rows[sign] else 0)


def in_cell(letters: Letters, misfit: Unfit) -> Unfit:
    """A misfit of the encoding, with the cell in which it stands."""
    if letters.codec.startswith("utf-16"):
        return misfit
    odd = re.compile(rf"{letters.odd.pattern}|[\udc80-\udcff]")
    with letters.open("surrogateescape") as file:
        first = file.readline()
    sign = max(SEPARATORS, key=first.count)
    rows = records(letters, sign, [], errors="surrogateescape")
    _, headings = next(rows, (1, []))
    if odd.search("".join(headings)):
        return misfit
    for line, cells in rows:
        for at, cell in enumerate(cells):
            if odd.search(cell):
                column = headings[at].strip() if at < len(headings) else ""
                value = odd.sub("\N{REPLACEMENT CHARACTER}", cell)
                return Unfit(misfit.reason, misfit.remedy, line=line, column=column, value=value)
    return misfit
