"""Any table, whatever program and way it is saved, comes back as the same cells."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from claims.loading.cells import unguard
from claims.loading.files import read_tables

HEADINGS = ["claim", "source", "wording", "note"]
tricky = st.text(st.sampled_from([*"'',;\t\r\n\"_x000D= ", "\u00a0", "\ufeff", "é", "中", "😀"]), max_size=8)
texts = tricky | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
# No row is blank: such a row is passed over.
rows = st.tuples(st.from_regex(r"[a-z0-9]{1,5}", fullmatch=True), texts, texts, texts).map(list)
tables = st.lists(rows, min_size=1, max_size=6)


def read(name: str, data: bytes, encoding: str = "") -> list[list[str]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        (table,) = read_tables([path], lambda stage, done=0, total=0: None, encoding=encoding)
    faults = [*table.faults, *(fault for row in table.rows for fault in row.faults)]
    assert not faults
    assert table.headings == HEADINGS
    return [row.cells for row in table.rows]


@given(
    tables,
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(
        [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("utf-16-le", "utf-16"), ("utf-16-be", "utf-16-be")]
    ),
    st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_delimited_text_comes_back(table, separator, encodings, ends):
    encoding, chosen = encodings
    with TemporaryDirectory() as folder:
        path = Path(folder) / "written.csv"
        with open(path, "w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=separator, lineterminator=ends, quoting=csv.QUOTE_ALL)
            writer.writerows([HEADINGS, *table])
        assert read("assertions.csv", path.read_bytes(), chosen) == table


@given(tables, st.sampled_from(["windows-1252", "iso-8859-15", "windows-1251", "windows-1256", "macroman"]))
def test_text_of_a_chosen_encoding_comes_back(table, encoding):
    table = [[cell.encode(encoding, "ignore").decode(encoding) for cell in row] for row in table]
    if encoding.startswith("iso"):
        table = [[re.sub(r"[\x80-\x9f]", "", cell) for cell in row] for row in table]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "written.csv"
        with open(path, "w", encoding=encoding, newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows([HEADINGS, *table])
        assert read("assertions.csv", path.read_bytes(), encoding) == table


def unguarded(table: list[list[str]]) -> list[list[str]]:
    """The cells as cleaning takes them: nothing guards those of JSON, and no apostrophe of theirs is lost."""
    return [[unguard(cell) for cell in row] for row in table]


def stripped(table: list[list[str]]) -> list[list[str]]:
    return [[cell.strip() for cell in row] for row in table]


@given(tables, st.booleans(), st.sampled_from([None, 1]))
def test_a_list_of_objects_comes_back(table, ascii_only, indent):
    objects = [dict(zip(HEADINGS, row, strict=True)) for row in table]
    written = json.dumps(objects, ensure_ascii=ascii_only, indent=indent)
    assert unguarded(read("assertions.json", written.encode())) == stripped(table)


@given(tables, st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_an_object_on_each_line_comes_back(table, ascii_only, ends):
    written = [json.dumps(dict(zip(HEADINGS, row, strict=True)), ensure_ascii=ascii_only) for row in table]
    assert unguarded(read("assertions.jsonl", ends.join(written).encode())) == stripped(table)


def escaped(text: str) -> str:
    """Text as Excel writes it, where XML cannot hold its signs."""
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", lambda sign: f"_x{ord(sign[0]):04X}_", text)


@given(tables)
def test_the_text_cells_of_a_workbook_come_back(table):
    book = Workbook()
    for line, row in enumerate([HEADINGS, *table], 1):
        for at, cell in enumerate(row, 1):
            written = book.active.cell(line, at)
            written.value = escaped(cell)
            written.data_type = "s"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "written.xlsx"
        book.save(path)
        assert read("assertions.xlsx", path.read_bytes()) == table
