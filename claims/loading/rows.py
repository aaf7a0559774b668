"""Rows: which columns each file has, and one cleaning of them for every door."""

from __future__ import annotations

from .cells import CUT_END, refuse_overwritten, words_of
from .headings import COLUMNS, REJECTED, Column, columns_of
from .tables import Progress, Row, Table, Unfit

EVERY = 5000  # rows between two words of progress
KEYS = {
    "sources": ("reference",),
    "claims": ("reference",),
    "options": ("claim", "name"),
    "assertions": ("claim", "source", "wording", "locator"),
}


def set_key(row: Row) -> None:
    """Set the natural key of a cleaned row; that of an option whatever its case."""
    names = KEYS[row.table.kind]
    key = tuple([row.values.get(name) or "" for name in names])
    row.key = (key[0], key[1].casefold()) if row.table.kind == "options" else key


def raw_key(row: Row) -> tuple[str, ...]:
    """The natural key, a reference as it stands where it could not be cleaned."""
    if KEYS[row.table.kind] == ("reference",) and "reference" not in row.values:
        return (words_of(row.table.cell(row, "reference")),)
    return row.key


def label(source: str, wording: str, locator: str) -> str:
    """How superseded_by names an assertion of the same claim: `source | wording | locator`.

    Any bar in the three is doubled; the locator is left out where there is none.
    """
    return " | ".join(part.replace("|", "||") for part in (source, wording, locator) if part)


def later_key(row: Row) -> tuple[str, ...]:
    """The natural key of the assertion that a row's superseded_by names; () where that is no label."""
    parts = [part.replace("||", "|") for part in row.values["superseded_by"].split(" | ")]
    source, wording, locator = (parts + ["", ""])[:3]
    known = label(source, wording, locator) == row.values["superseded_by"]
    return (row.values.get("claim", ""), source, wording, locator) if known else ()


def clean(tables: list[Table], progress: Progress) -> dict[str, list[Row]]:
    """The rows of all tables by kind, cleaned; each keeps what is wrong with it, and so does each table."""
    rows: dict[str, list[Row]] = {kind: [] for kind in COLUMNS}
    for table in tables:
        columns = columns_of(table)
        if not {column.heading for column in COLUMNS[table.kind] if column.required} <= set(table.headings):
            continue
        # Equal cells of a column are cleaned once.
        known: Columns = [(at, column, {}) for at, column in columns]
        for done, row in enumerate(table.rows):
            if done % EVERY == 0:
                progress(f"cleaning {table.name}", done, len(table.rows))
            clean_row(row, known)
            set_key(row)
        if REJECTED in table.headings:
            refuse_unmended(table)
        rows[table.kind] += table.rows
    for kind in rows:
        refuse_doubles(rows[kind])
    return rows


Columns = list[tuple[int, Column, dict[str, object]]]


def clean_row(row: Row, columns: Columns) -> None:
    width, cells, values = len(row.table.headings), row.cells, row.values
    if row.is_ragged and not row.faults_in(""):
        why = f"The row has {len(cells)} cells under {width} headings."
        loose = " | ".join(cell for cell in cells[width:] if cell.strip())
        row.fault("", why, row.table.ragged, value=loose)
        return
    unread = {fault.column for fault in row.faults}  # cells of a workbook or of JSON that hold no words
    for at, column, known in columns:
        cell = cells[at]
        if column.heading in unread:
            continue
        if cell not in known:
            try:
                if not row.table.sheet:  # whose errors are no text
                    refuse_overwritten(cell)
                known[cell] = clean_cell(cell, column)
            except Unfit as error:
                row.fault(column.heading, error.reason, error.remedy)
                continue
        values[column.field] = known[cell]
    if "as_of" in values:
        values["as_of"], values["as_of_time"] = values["as_of"]


def clean_cell(cell: str, column: Column) -> object:
    """What a cell of a column says; Unfit where it cannot be."""
    cell = words_of(cell)
    if not cell and column.required:
        raise Unfit("The cell is empty.", "Every row needs it.")
    if cell.endswith(CUT_END):
        raise Unfit("The cell was cut, since a workbook cannot hold it.", "Take the CSV or JSON Lines file.")
    return column.clean(cell) if cell else column.empty


def refuse_unmended(table: Table) -> None:
    """Lay a fault to each row that still says why it was rejected: not all of that can be seen from its cells."""
    for row in table.rows:
        if table.cell(row, REJECTED).strip():
            remedy = "Mend the row and empty this cell; once all are mended, leave the column out."
            row.fault(REJECTED, "It still says why it was rejected.", remedy)


def refuse_doubles(rows: list[Row]) -> None:
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if all(row.values.get(name) for name in KEYS[row.table.kind] if name != "locator"):
            earlier = first.setdefault(row.key, row)
            if earlier is not row:
                same = [column.heading for column in COLUMNS[row.table.kind] if column.field in KEYS[row.table.kind]]
                row.fault("", f"The row has the same {', '.join(same)} as {earlier.where}.", "Leave one of the two.")
