"""The guard: no cell runs in a spreadsheet, and every text comes back as it was."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.facts import csv_lines
from claims.loading import guard, unguard

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
tricky = st.text(st.sampled_from([*DANGEROUS, "'", '"', ",", ";", "1", ".", "a", " "]), max_size=6)
texts = tricky | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(texts)
@example("'")
@example("''=1")
@example("-5")
@example("'-5")
@example("-5\n")
def test_taking_the_guard_off_gives_back_every_text(text):
    assert unguard(guard(text)) == text


@given(texts)
def test_no_guarded_cell_begins_as_a_formula_does(text):
    cell = guard(text)
    assert not cell.startswith(DANGEROUS) or re.fullmatch(r"[+-][0-9]+(\.[0-9]+)?", cell)


@given(texts)
def test_what_needs_no_guard_stays(text):
    assert guard(text) == text or text.lstrip("'").startswith(DANGEROUS)


@pytest.mark.parametrize("number", ["-5", "+3.2", "-0", "1,5", "2020-06-29", "14"])
def test_numbers_and_dates_stay(number):
    assert guard(number) == unguard(number) == number


@pytest.mark.parametrize(
    "text", ["-5+1", "=1", "+cmd|' /C calc'!A0", "@SUM(1)", "-", "＝1", "\t=1", "'=1", "-1e5", "-5 "]
)
def test_what_a_spreadsheet_would_run_is_guarded(text):
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["'tis", "'", "''", "'5", "'-5", "O'Neill"])
def test_an_apostrophe_of_its_own_stays(text):
    assert unguard(text) == text


@given(st.lists(st.lists(texts, min_size=3, max_size=3), max_size=5))
def test_rows_come_back_from_a_csv_file_as_they_were(rows):
    file = io.StringIO("".join(csv_lines(["a", "b", "c"], rows)), newline="")
    headings, *found = csv.reader(file, strict=True)
    assert headings == ["a", "b", "c"]
    assert [[unguard(cell) for cell in row] for row in found] == rows
