"""Files: which ones are loaded, what each holds, and their rows, whatever program saved them."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from claims.review import Refused

from .cells import Cleaner, Typed
from .delimited import delimited
from .headings import TITLES, HeadingMap, best_of, columns_of, place_headings, recognised, required, tidy, title_above
from .json_files import json_lines, json_lists
from .tables import KINDS, BadFiles, Fault, Grid, Progress, Row, Table, Unfit
from .workbooks import workbook

EVERY = 5000  # rows between two words of progress
RAGGED = 100_000  # rows with too few or too many cells, after which no more are read
SAMPLE = 5  # rows that show what stands under headings
MAPPED = 200  # headings that a mapping may be made of
PACKAGE = "datapackage.json"  # describes a folder of what was exported
FACTS = "facts"  # what people decided, and does not load
WORKBOOKS = (".xlsx", ".xlsm")
LINES = (".jsonl", ".ndjson")
JSON = (".json", *LINES)
SUFFIXES = (".csv", ".tsv", *WORKBOOKS, *JSON)
# By its first bytes, what is neither text nor an archive; and what holds both .xls and locked workbooks.
OTHERS = {
    b"%pdf": "a PDF",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"<!doc": "a page of HTML",
    b"<html": "a page of HTML",
    b"<table": "a page of HTML",
    b"<?xml": "XML",
    b"{\\rtf": "a text with formats (RTF)",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
SAME_NAME = "Two of the files have the name {}: rename one, or load it by itself."
SAVE = "Save it as .xlsx, or as CSV UTF-8."
NOTHING = ("The file is empty.", "Put headings and rows into it.")
NO_ROWS = ("The file has headings and no rows.", "Put at least one row under the headings.")


@dataclass(frozen=True, slots=True)
class Sample:
    """How a table begins: its headings as they stand, and the first rows under them.

    name: of the file, and of the sheet or list of it. kind: what these names say that it holds, "" where they do not.
    """

    name: str
    kind: str
    headings: list[str]
    rows: list[list[str]]

    @property
    def foreign(self) -> bool:
        """Whether the headings are some, not too many, and cannot be loaded as they stand."""
        if not any(map(tidy, self.headings)) or len(self.headings) > MAPPED or self.kind == FACTS:
            return False
        return not self.kind or not HeadingMap(self.kind, {}).fits(self.headings)


Mappings = Mapping[str, HeadingMap]  # by the name of a file, or "a.xlsx, sheet b" of a part of one


def read_tables(
    paths: Iterable[Path], progress: Progress, *, encoding: str = "", mapping: Mappings | None = None
) -> list[Table]:
    """The tables of all the files, sources first; BadFiles where a file is missing, or nothing says what one holds.

    encoding: one of encodings.ENCODINGS, for text that bears no mark of its own. mapping: what tables hold, and under
    which headings, where these are not ours.
    """
    tables: list[Table] = []
    faults: list[Fault] = []
    for path in paths:
        if path.is_dir() and not in_folder(path):
            reason = "The folder holds no CSV file, workbook or JSON."
            faults.append(Fault(str(path), 0, "", "", reason, "Name the folder of the files."))
        for file in files_at(path):
            try:
                tables += read_file(file, progress, encoding, mapping or {})
            except Unfit as error:
                faults.append(fault_of(file, error))
    if faults:
        raise BadFiles(faults)
    pass_over_bare(tables)
    return sorted(tables, key=lambda table: KINDS.index(table.kind))


def pass_over_bare(tables: list[Table]) -> None:
    """Pass over tables without rows, as exports have them of what is not there; where no table has any, refuse them."""
    some = any(table.rows for table in tables)
    for table in tables:
        if table.rows or table.faults:
            continue
        if some:
            table.remarks.append(
                f"{'It has headings and no rows' if table.headings else 'It is empty'}: nothing to load."
            )
        else:
            table.fault(Unfit(*NO_ROWS, line=table.line) if table.headings else Unfit(*NOTHING))


def headings_in(path: Path, encoding: str = "") -> list[Sample]:
    """How each sheet or list of a file begins; BadFiles where that cannot be read."""
    samples = []
    try:
        with opened(path, encoding, None) as grids:
            for grid in grids:
                if rows := [list(map(shown, cells)) for _, cells in islice(grid.rows, SAMPLE + 1)]:
                    kind = named_kind(path, grid, len(grids) == 1)
                    samples.append(Sample(name_of(path, grid), kind, rows[0], rows[1:]))
    except Unfit as error:
        raise BadFiles([fault_of(path, error)]) from error
    return samples


def chosen(paths: Iterable[Path], mappings: Iterable[HeadingMap], encoding: str = "") -> dict[str, HeadingMap]:
    """For each table with foreign headings the one of the mappings that knows the most of them, by the table's name."""
    given, found = list(mappings), {}
    for sample in foreign_in(paths, encoding):
        if best := best_of(sample.headings, sample.kind, given):
            found[sample.name] = best
    return found


def foreign_in(paths: Iterable[Path], encoding: str = "") -> Iterator[Sample]:
    """How each table with foreign headings begins, of files or of those in folders."""
    for file in (file for path in paths for file in files_at(path)):
        with suppress(BadFiles):  # reading it says why
            yield from (sample for sample in headings_in(file, encoding) if sample.foreign)


def files_at(path: Path) -> list[Path]:
    """The files of a folder, or a file itself."""
    return in_folder(path) if path.is_dir() else [path]


def refuse_same_names(paths: Iterable[Path]) -> None:
    """Raise Refused where two files have one name: by it their rows are told apart, and their checksums kept."""
    names = Counter(file.name for path in paths for file in files_at(path))
    if twice := [name for name, times in names.items() if times > 1]:
        raise Refused(SAME_NAME.format(min(twice)))


def in_folder(folder: Path) -> list[Path]:
    """The files of a folder that may be loaded: none that is hidden, or that a program keeps beside an open one.

    Of a data package neither its description nor its facts.
    """
    aside = (PACKAGE, f"{FACTS}.csv") if (folder / PACKAGE).is_file() else ()
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES
        and not path.name.startswith((".", "~"))
        and path.name not in aside
        and path.is_file()
    )


def fault_of(path: Path, error: Unfit) -> Fault:
    return Fault(path.name or str(path), error.line, error.column, error.value, error.reason, error.remedy)


def read_file(path: Path, progress: Progress, encoding: str, mappings: Mappings) -> list[Table]:
    """The tables of a file, each with what is wrong with it; Unfit where nothing says what they hold."""
    tables: list[Table] = []
    remarks: list[str] = []
    try:
        with uncollected(), opened(path, encoding, mappings.get(path.name)) as grids:
            known = [mappings.get(name_of(path, grid)) for grid in grids]
            kinds = [
                mapping.kind if mapping else kind_of(path, grid, len(grids) == 1)
                for grid, mapping in zip(grids, known, strict=True)
            ]
            for kind, grid, mapping in zip(kinds, grids, known, strict=True):
                if not kind:
                    remarks += [f"{'Sheet' if grid.sheet else 'List'} “{grid.name}” was left out.", *grid.remarks]
                    continue
                tables.append(table := Table(kind, name_of(path, grid), sheet=grid.sheet, ragged=grid.ragged))
                try:
                    fill(table, grid, mapping, progress)
                except Unfit as error:
                    table.fault(error)
    except Unfit as error:
        if not tables:
            mapping = mappings.get(path.name)
            if not (kind := mapping.kind if mapping else kind_said(path.stem)):
                raise
            tables.append(Table(kind, path.name))
        tables[-1].fault(error)
    if tables:
        tables[0].remarks += remarks
    return tables


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from looking for circles among all rows again and again while they are made."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def opened(path: Path, encoding: str, mapping: HeadingMap | None) -> Iterator[list[Grid]]:
    """The file's sheets, lists, or one table of text, told by its first bytes and the end of its name."""
    if not path.is_file():
        if path.exists():  # as where a shell gives what a command says
            raise Unfit("This is no regular file.", "Save what it gives to a file first, and load that.")
        raise Unfit("There is no such file.", "Check the path.")
    suffix = path.suffix.lower()
    try:
        with open(path, "rb") as file:
            head = file.read(8)
        if head.startswith(ZIP):
            with workbook(path) as sheets:
                yield sheets
        elif what := foreign(path, head):
            raise Unfit(f"This is {what}.", SAVE)
        elif suffix in WORKBOOKS:
            raise Unfit("The file is called a workbook, and is none.", SAVE)
        elif suffix == ".json":
            yield json_lists(path, encoding)
        elif suffix in LINES:
            with begun(json_lines(path, encoding)) as grids:
                yield grids
        else:
            known = partial(most_recognised, mapping=mapping)
            with begun(delimited(path, encoding, known)) as grids:
                yield grids
    except UnicodeDecodeError:
        raise Unfit("The file changed while it was read.", "Load it again.") from None
    except OSError as error:
        raise Unfit(f"The file cannot be read: {error.strerror or error}.", "Check who may read it.") from error


@contextmanager
def begun(grid: Grid) -> Iterator[list[Grid]]:
    """The grid alone, whose file is closed at the end although it may not have been gone through."""
    rows = grid.rows
    try:
        yield [grid]
    finally:
        if isinstance(rows, Generator):
            rows.close()


def most_recognised(cells: list[str], mapping: HeadingMap | None) -> int:
    """How many of the cells are headings of one kind of file."""
    return max(recognised(cells, kind, mapping) for kind in KINDS)


def foreign(path: Path, head: bytes) -> str:
    """What a file is that holds no table for us, "" where it may hold one."""
    if head == OLE:
        return "a workbook locked by a password" if LOCKED in path.read_bytes() else "an old workbook of Excel (.xls)"
    return next((what for first, what in OTHERS.items() if head.lower().startswith(first)), "")


def kind_said(name: str) -> str:
    """The one kind that a name holds, or ""."""
    kinds = [kind for kind in KINDS if kind in name.casefold()]
    return kinds[0] if len(kinds) == 1 else ""


def named_kind(path: Path, grid: Grid, alone: bool) -> str:
    """What a table's own name says that it holds, or, where it is the only one of its file, the file's; else ""."""
    names = [grid.name, path.stem][not grid.name : 1 + alone]
    if any(name.casefold() == FACTS for name in names):
        return FACTS
    return next(filter(None, map(kind_said, names)), "")


def kind_of(path: Path, grid: Grid, alone: bool) -> str:
    """What a table holds, by its name; Unfit where that does not say it."""
    kind = named_kind(path, grid, alone)
    if kind == FACTS:
        raise Unfit("Facts are what people decided, and do not load.", "Load the sources, claims and assertions.")
    if kind:
        return kind
    if alone:
        raise Unfit(
            "Its name does not say what it holds.",
            "Put one of the words sources, claims, options, assertions into it, as in assertions-june.csv.",
        )
    what = "sheet" if grid.sheet else "list"
    raise Unfit(
        f"The name of {what} “{grid.name}” does not say what it holds.",
        f"Call each {what} sources, claims, options or assertions{', and hide the others' * grid.sheet}.",
    )


def name_of(path: Path, grid: Grid) -> str:
    return f"{path.name}, {'sheet' if grid.sheet else 'list'} {grid.name}" if grid.name else path.name


def fill(table: Table, grid: Grid, mapping: HeadingMap | None, progress: Progress) -> None:
    """Take headings and rows over into a table, with what is wrong with them; Unfit where there are none."""
    line, headings = next(grid.rows, (0, []))
    if line:
        place_headings(table, line, list(map(shown, headings)), mapping)
    # Where a heading is missing, no row is looked at but the first, to tell whether the headings stand lower down.
    take(table, grid, None if required(table.kind) <= set(table.headings) else TITLES, progress)
    for error in grid.faults:
        table.fault(error)
    table.remarks += grid.remarks
    if title := title_above(table, mapping):
        table.faults.clear()
        raise title
    if not line and grid.plain and not grid.faults:
        raise Unfit(*NOTHING)


def take(table: Table, grid: Grid, most: int | None, progress: Progress) -> None:
    """Take rows over into a table, `most` of them, until too many are ragged."""
    cleaners = {at: column.clean for at, column in columns_of(table)}
    rows, ragged = islice(grid.rows, most), 0
    while some := list(islice(rows, EVERY)):
        table.rows += [Row(table, line, cells) for line, cells in some]
        for row in table.rows[-len(some) :]:
            if not grid.plain:
                settle(row, cleaners)
            ragged += row.is_ragged
        progress(f"reading {table.name}", some[-1][0], grid.total)
        if ragged >= RAGGED:
            why = f"{RAGGED:,} rows or more have too few or too many cells, and what follows was not read."
            grid.faults.append(Unfit(why, "Look at what stands between the cells.", line=some[-1][0]))
            return


def shown(cell: str | Typed) -> str:
    return cell if isinstance(cell, str) else cell.shown


def settle(row: Row, cleaners: dict[int, Cleaner]) -> None:
    """Put words in the place of cells that are none, as their columns take them, or say why there are none."""
    for at, cell in enumerate(row.cells):
        if isinstance(cell, str):
            continue
        row.cells[at] = cell.shown
        beyond = at >= len(row.table.headings)
        try:
            if at in cleaners or beyond:
                row.cells[at] = cell.words(cleaners.get(at))
        except Unfit as error:
            row.fault("" if beyond else row.table.headings[at], error.reason, error.remedy, value=cell.shown)
