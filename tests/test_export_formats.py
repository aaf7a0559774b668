"""The formats of a file: CSV, workbooks and JSON Lines hold the same rows, and say what they cannot hold."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, time

import openpyxl
import pytest

from claims.facts import FILES, FORMATS, Extract, TooManyRows, workbook
from claims.facts.workbook import LONGEST, fitted
from claims.loading import load
from claims.models import Claim

from .factories import make_claim, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


def written(name, kind, extract=None):
    return b"".join(FORMATS[kind].write(FILES[name], (extract or Extract()).rows(name)))


def sheet(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def dangerous():
    claim = make_claim(topic="=1+1", reference="C-1")
    say(claim, "14", make_source("s-1"), locator="-p.\x0b1", note="@x\r\ny")
    return claim


def test_a_workbook_holds_text_and_whole_numbers_and_nothing_that_runs():
    dangerous()
    for name in ("facts", "assertions"):
        headings, cells = sheet(written(name, "xlsx")).iter_rows()
        (row,) = Extract().rows(name)
        assert [cell.value for cell in headings] == FILES[name].headings
        numbers = {FILES[name].headings[place] for place in FILES[name].numbers}
        for heading, cell, text in zip(FILES[name].headings, cells, row, strict=True):
            if not text:
                assert cell.value is None
            elif heading in numbers:
                assert (cell.data_type, cell.value) == ("n", int(text))
            else:
                assert (cell.data_type, cell.number_format) == ("s", "@")
    assert cells[FILES["assertions"].headings.index("locator")].value == "'-p._x000B_1"
    assert "'=1+1" in [cell.value for cell in next(sheet(written("facts", "xlsx")).iter_rows(min_row=2))]


def test_the_headings_of_a_workbook_are_bold_and_stay_in_sight():
    dangerous()
    found = sheet(written("facts", "xlsx"))
    assert found.freeze_panes == "A2"
    assert {(cell.font.bold, cell.number_format) for cell in found[1]} == {(True, "@")}
    assert not any(cell.font.bold for cell in found[2])


def test_json_lines_hold_text_as_it_is_whole_numbers_as_such_and_null_for_nothing():
    dangerous()
    verify(Claim.objects.get(), "14")
    (line,) = written("facts", "jsonl").decode().splitlines()
    (row,) = Extract().rows("facts")
    found = json.loads(line)
    assert list(found) == FILES["facts"].headings
    assert (found["topic"], found["assertions"], found["dissenting"], found["unit"]) == ("=1+1", 1, 0, None)
    assert found["value"] == "14" and found["stale"] == "no"
    assert ["" if value is None else str(value) for value in found.values()] == row


def test_a_file_without_rows_has_its_headings_all_the_same():
    assert written("facts", "csv").decode() == ",".join(FILES["facts"].headings) + "\r\n"
    assert [cell.value for cell in sheet(written("facts", "xlsx"))[1]] == FILES["facts"].headings
    assert written("facts", "jsonl") == b""


@pytest.mark.parametrize("kind", FORMATS)
def test_what_goes_out_loads_back_and_changes_nothing(kind, tmp_path):
    claim = make_claim(accumulates=True, definition="Two\nlines", unit="=people")
    say(claim, "14", make_source("s-1"), as_of=date(2020, 6, 29), as_of_time=time(10, 30), credibility=3)
    say(claim, "+15", make_source("s-2"), speaker="@army", stance="reports", locator="-3")
    for name in ("sources", "claims", "options", "assertions"):
        if data := [*Extract().rows(name)] and written(name, kind):
            (tmp_path / f"{name}.{kind}").write_bytes(data)
    loaded = load([tmp_path], make_user())
    assert loaded.counts["assertions"] == {"new": 0, "changed": 0, "unchanged": 2}
    assert loaded.counts["claims"] == {"new": 0, "changed": 0, "unchanged": 1}
    assert not any(
        count for counts in loaded.counts.values() for state, count in counts.items() if state != "unchanged"
    )


def test_a_sheet_that_has_no_room_for_all_rows_is_refused(monkeypatch):
    for _ in range(3):
        make_claim()
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    assert sheet(written("facts", "xlsx")).max_row == 4
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(TooManyRows, match="holds 2 rows at the most: take CSV or JSON Lines"):
        written("facts", "xlsx")


def test_a_cell_too_long_for_a_workbook_says_how_much_was_cut():
    claim = make_claim()
    for n in range(70):
        say(claim, "14", make_source(authors=f"{n} " + "x" * 480))
    citations = next(Extract().rows("facts"))[FILES["facts"].headings.index("citations")]
    assert len(citations) > LONGEST == 32_767
    cell = sheet(written("facts", "xlsx")).cell(2, FILES["facts"].headings.index("citations") + 1).value
    kept, _, cut = cell.partition(" … (")
    assert len(cell) <= LONGEST
    assert citations.startswith(kept)
    assert cut == f"{len(citations) - len(kept):,} characters cut; the CSV file has them all)"
    assert citations in written("facts", "csv").decode().replace('""', '"')


@pytest.mark.parametrize("letter", ["x", "ü", "😀"])
def test_a_cell_is_as_long_as_a_spreadsheet_counts_it(letter):
    units = len(letter.encode("utf-16-le")) // 2
    most = letter * (LONGEST // units)
    assert fitted(most) == most
    cut = fitted(letter * (LONGEST // units + 1))
    assert "characters cut" in cut
    assert LONGEST - 10 <= len(cut.encode("utf-16-le")) // 2 <= LONGEST


def test_a_workbook_has_the_parts_that_a_spreadsheet_asks_for():
    dangerous()
    names = zipfile.ZipFile(io.BytesIO(written("facts", "xlsx"))).namelist()
    assert {"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"} <= set(names)


def test_every_column_is_described_for_its_reader():
    for file in FILES.values():
        assert len(set(file.headings)) == len(file.headings)
        for column in file.columns:
            assert column.title and column.description.endswith("."), column.name
            assert column.type in ("string", "integer", "boolean", "date", "datetime")
        assert set(file.key) | set(file.foreign) <= set(file.headings)
        assert set(file.foreign.values()) <= set(FILES)
