"""The guard: no cell runs in a spreadsheet, and every text comes back as it was, by every format."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.facts import FILES, FORMATS, csv_lines
from claims.facts.columns import Column, File
from claims.loading import guard, unguard
from claims.loading.files import read_tables

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
PIECES = [*DANGEROUS, "'", '"', ",", ";", "1", ".", "a", " ", "_x000D_", "\x0b", "\x1f", "\ufeff", "\x85", "😀"]
tricky = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
overwritten = st.from_regex(r"'{0,2}(#{2,9}|#(NAME\?|REF!|VALUE!|DIV/0!|N/A|NUM!|NULL!))[# ]?", fullmatch=True)
texts = tricky | overwritten | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
# What can be stored: every door takes blanks off the ends (test_export_blanks).
stored = texts.map(str.strip)
# What can be loaded: a row that is empty is passed over, and a sheet has no place for two signs that are none.
filled = texts.map(lambda text: re.sub("[\ufffe\uffff]", "", text).strip()).filter(bool)


@given(texts)
@example("'")
@example("''=1")
@example("-5")
@example("'-5")
@example("-5\n")
def test_taking_the_guard_off_gives_back_every_text(text):
    assert unguard(guard(text)) == text


@given(stored)
@example("'\t=")
def test_what_is_stored_bears_the_blanks_at_its_ends_being_taken_off(text):
    assert unguard(guard(text).strip()) == text


@given(texts)
def test_no_guarded_cell_begins_as_a_formula_does(text):
    cell = guard(text)
    assert not cell.startswith(DANGEROUS) or re.fullmatch(r"[+-][0-9]+(\.[0-9]+)?", cell)


@given(texts)
def test_what_needs_no_guard_stays(text):
    bare = text.lstrip("'")
    assert guard(text) == text or bare.startswith(DANGEROUS) or re.fullmatch("###+|#[A-Z/0]+[?!A]", bare)


@pytest.mark.parametrize("number", ["-5", "+3.2", "-0", "1,5", "2020-06-29", "14"])
def test_numbers_and_dates_stay(number):
    assert guard(number) == unguard(number) == number


@pytest.mark.parametrize(
    "text",
    [
        "-5+1",
        "=1",
        "+cmd|' /C calc'!A0",
        "@SUM(1)",
        "-",
        "＝1",
        "\t=1",
        "'=1",
        "-1e5",
        "-5 ",
        "###",
        "'####",
        "#N/A",
        "#DIV/0!",
    ],
)
def test_what_a_spreadsheet_would_run_is_guarded(text):
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["'tis", "'", "''", "'5", "'-5", "O'Neill", "'##", "'#1", "'#N/A.", "'####\n"])
def test_an_apostrophe_of_its_own_stays(text):
    assert unguard(text) == text


@given(st.lists(st.lists(texts, min_size=3, max_size=3), max_size=5))
def test_rows_come_back_from_a_csv_file_as_they_were(rows):
    file = io.StringIO("".join(csv_lines(["a", "b", "c"], rows)), newline="")
    headings, *found = csv.reader(file, strict=True)
    assert headings == ["a", "b", "c"]
    assert [[unguard(cell) for cell in row] for row in found] == rows


SOURCES = File(
    FILES["sources"].name, "", "", [Column(name, "", "") for name in ("reference", "title", "publisher")], []
)


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(filled, filled, filled), min_size=1, max_size=5))
@example(rows=[("'=1", "''=1", "'")])
@example(rows=[("_x000D_", "a\r\nb", "p.\x0b1")])
@example(rows=[("2020-06-29", "1,5", "-007")])
def test_rows_come_back_by_loading_as_they_were(kind, rows):
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sources.{kind}"
        path.write_bytes(b"".join(FORMATS[kind].write(SOURCES, rows)))
        (table,) = read_tables([path], lambda stage, done=0, total=0: None)
        assert not table.faults
        assert [tuple(unguard(cell.strip()) for cell in row.cells) for row in table.rows] == rows
