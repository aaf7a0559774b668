"""Workbooks that would fill the memory, and what a spreadsheet shows of a number."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from claims.loading import sheets, workbooks
from claims.loading.cells import day, moment, text
from claims.loading.files import read_tables
from claims.loading.number_formats import Number
from claims.loading.tables import Table, Unfit

SHEET = "xl/worksheets/sheet1.xml"
FEW = ["claim", "source", "wording"]


def silent(stage: str, done: int = 0, total: int = 0) -> None:
    pass


def book(*rows: list[object]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def edited(data: bytes, name: str, edit: Callable[[bytes], bytes]) -> bytes:
    """A workbook of which one part is another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.namelist():
            made.writestr(part, edit(given.read(part)) if part == name else given.read(part))
    return out.getvalue()


def with_sheet(sheet: bytes) -> bytes:
    """A workbook whose sheet is that text."""
    return edited(book(FEW), SHEET, lambda _: sheet)


@pytest.fixture
def read(tmp_path):
    def read(data: bytes) -> Table:
        path: Path = tmp_path / "assertions.xlsx"
        path.write_bytes(data)
        (table,) = read_tables([path], silent)
        return table

    return read


def test_a_workbook_that_says_it_is_too_large_is_not_inflated(read, monkeypatch):
    data = with_sheet(b" " * 1_000_001)
    monkeypatch.setattr(workbooks, "LARGEST", 1_000_000)
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda *_: pytest.fail("it was inflated"))
    (fault,) = read(data).faults
    assert "more than 1 MB" in fault.said


def test_a_part_that_is_several_sheets_counts_as_often_as_it_is_inflated(tmp_path, monkeypatch):
    row = '<row><c t="str"><v>claim</v></c></row>'
    data = with_sheet(f"<worksheet><sheetData>{row}{' ' * 400_000}</sheetData></worksheet>".encode())
    sheets = b"".join(b'<sheet name="assertions %d" sheetId="%d" r:id="rId1" />' % (n, n) for n in (1, 2, 3))
    data = edited(data, "xl/workbook.xml", lambda part: re.sub(rb"<sheet [^>]*/>", sheets, part))
    path = tmp_path / "assertions.xlsx"
    path.write_bytes(data)
    said = [" ".join(fault.said for fault in table.faults) for table in read_tables([path], silent)]
    assert len(said) == 3 and not any("MB" in words for words in said)
    monkeypatch.setattr(workbooks, "LARGEST", 1_000_000)
    assert "more than 1 MB" in read_tables([path], silent)[-1].faults[-1].said


def test_a_workbook_that_lies_about_its_size_is_never_inflated_beyond_it(read):
    data = with_sheet(b"<worksheet>" + b" " * 50_000_000)
    true, told = struct.pack("<L", 50_000_011), struct.pack("<L", 1000)
    assert data.count(true) == 2  # before the part, and in the list at the end
    (fault,) = read(data.replace(true, told)).faults
    assert "damaged" in fault.said


def test_an_archive_of_very_many_parts_is_refused(read):
    out = io.BytesIO(book(FEW))
    with zipfile.ZipFile(out, "a") as made:
        for n in range(workbooks.PARTS):
            made.writestr(f"x{n}", b"")
    (fault,) = read(out.getvalue()).faults
    assert "more than" in fault.said


def test_a_locked_archive_is_refused(read):
    data = bytearray(book(FEW, ["C-1", "wire", "11"]))
    for start, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = data.find(start)
        while found >= 0:
            data[found + at] |= 1
            found = data.find(start, found + 1)
    (fault,) = read(bytes(data)).faults
    assert "password" in fault.said


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ('<c r="AAAA1" t="str"><v>claim</v></c>', "no column AAAA"),
        pytest.param(f'<c r="{"A" * 900_000}1"><v>1</v></c>', "no column AAAA", id="far"),
        ('<c r="a1" t="str"><v>claim</v></c>', "no column a."),
        ('<c r="XFD1" t="str"><v>claim</v></c>', "16,384 cells"),
        ('<c r="A1" s="999"><v>1</v></c>', "points at a text or a style"),
    ],
)
def test_cells_where_no_sheet_has_any_are_refused(read, cells, why):
    sheet = f'<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    (fault,) = read(with_sheet(sheet.encode())).faults
    assert why in fault.said


def test_a_cell_far_to_the_right_costs_no_memory_and_makes_its_row_ragged(read):
    table = read(book(FEW, ["C-1", "wire", "11"]))
    assert [len(row.cells) for row in table.rows] == [3]
    far = (
        '<worksheet><sheetData><row r="1"><c t="str"><v>claim</v></c><c t="str"><v>source</v></c>'
        '<c t="str"><v>wording</v></c></row><row r="7"><c t="str"><v>C-1</v></c>'
        '<c r="XFD7" t="str"><v>11</v></c></row></sheetData></worksheet>'
    )
    (row,) = read(with_sheet(far.encode())).rows
    assert (row.line, row.cells) == (7, ["C-1", "", "", "11"])


def test_rows_and_the_empty_cells_under_their_headings_are_counted(read, monkeypatch):
    row, wide = ["C-1", "wire", "11"], [*FEW, *(f"x{n}" for n in range(97))]
    monkeypatch.setattr(workbooks, "CELLS", 1000)
    assert len(read(book(FEW, *[row] * 49)).rows) == 49
    (fault,) = read(book(FEW, *[row] * 50)).faults
    assert (fault.line, fault.reason) == (51, "The workbook has more than 1,000 cells, with the empty ones.")
    monkeypatch.setattr("claims.loading.headings.HEADINGS", 0)
    assert not read(book(wide, *[row] * 9)).faults
    assert [fault.line for fault in read(book(wide, *[row] * 10)).faults] == [11]


@pytest.mark.parametrize("tag", ["<x x='%s'/>", "<!--%s-->", "<?x %s?>"])
def test_a_tag_that_never_ends_is_given_up(read, tag):
    def sheet(letters: int) -> bytes:
        row = '<row><c t="str"><v>claim</v></c></row>' * 2
        return with_sheet(f"<worksheet>{tag % ('a' * letters)}<sheetData>{row}</sheetData></worksheet>".encode())

    assert not [fault for fault in read(sheet(500_000)).faults if "damaged" in fault.reason]
    (fault,) = read(sheet(40_000_000)).faults
    assert "a tag has more than 1,000,000 letters" in fault.said


def test_a_long_text_of_a_workbook_is_no_long_tag(read):
    data = book([*FEW, "note"], ["C-1", "wire", "11", "here"])
    data = edited(data, SHEET, lambda part: part.replace(b"here", "é&amp;".encode() * 1_000_000))
    assert read(data).rows[0].cells[3] == "é&" * 1_000_000


def test_elements_that_lie_too_deep_in_each_other_are_given_up(read):
    (fault,) = read(with_sheet(b"<worksheet>" + b"<x>" * 10_000_000)).faults
    assert "more than 100 elements lie in each other" in fault.said


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_small_part_of_very_many_elements_is_given_up(read, monkeypatch, part):
    monkeypatch.setattr(workbooks, "ELEMENTS", 1000)
    assert not read(book(FEW, ["C-1", "wire", "11"])).faults
    (fault,) = read(
        edited(book(FEW), part, lambda text: re.sub(rb"(</[^>]*>)$", rb"<x/>" * 1000 + rb"\1", text))
    ).faults
    assert "more than 1,000 elements" in fault.said


def test_a_workbook_of_very_many_texts_is_given_up(read, monkeypatch):
    def shared(texts: int) -> bytes:
        part = f"<sst>{'<si><t/></si>' * texts}</sst>".encode()
        data = edited(book(FEW, ["C-1", "wire", "11"]), "xl/theme/theme1.xml", lambda _: part)
        links = "xl/_rels/workbook.xml.rels"
        return edited(data, links, lambda part: part.replace(b"relationships/theme", b"relationships/sharedStrings"))

    assert not read(shared(7)).faults
    monkeypatch.setattr(sheets, "TEXTS", 6)
    assert not read(shared(6)).faults
    (fault,) = read(shared(7)).faults
    assert "more than 6 texts" in fault.said


def test_a_workbook_of_very_many_sheets_is_refused(read):
    sheet = b'<sheet name="x" sheetId="1" r:id="rId1" />'
    data = edited(book(FEW), "xl/workbook.xml", lambda part: part.replace(b"</sheets>", sheet * 1000 + b"</sheets>"))
    (fault,) = read(data).faults
    assert "more than 1,000 sheets" in fault.said


@pytest.mark.parametrize(
    ("told", "total"),
    [
        ("A1:C2", 2), ("$A$1:$C$2", 2), ("a1:c2", 2), ("C2", 2), ("", 0), ("A:C", 0), ("A1:C-2", 0), ("A1:C2x", 0),
        ("A1:C2000000", 1_048_576), ("A1:C99999999999999999999999", 0),
    ],
)  # fmt: skip
def test_how_many_rows_a_sheet_says_it_has_is_only_shown(tmp_path, told, total):
    path = tmp_path / "assertions.xlsx"
    data = edited(book(FEW, ["C-1", "wire", "11"]), SHEET, lambda part: part.replace(b"A1:C2", told.encode()))
    path.write_bytes(data)
    totals = []
    (table,) = read_tables([path], lambda stage, done=0, total=0: totals.append(total))
    assert ([row.cells for row in table.rows], table.faults) == ([["C-1", "wire", "11"]], [])
    assert set(totals) == {total}


def test_a_number_of_very_many_digits_is_none(read):
    data = book(FEW, ["C-1", "wire", 11])
    data = edited(data, SHEET, lambda part: part.replace(b"<v>11</v>", b"<v>" + b"1" * 200_000 + b"x</v>"))
    (fault,) = read(data).rows[0].faults
    assert "a number that is none" in fault.said


def test_a_number_may_be_written_with_more_digits_than_a_spreadsheet_knows(read):
    data = edited(
        book(FEW, ["C-1", "wire", 11]), SHEET, lambda part: part.replace(b"<v>11</v>", b"<v>.5%s</v>" % (b"0" * 60))
    )
    assert read(data).rows[0].cells[2] == "0.5"


def test_a_cell_of_32_000_characters_is_read(read):
    table = read(book([*FEW, "note"], ["C-1", "wire", "11", "x" * 32_000]))
    assert (len(table.rows[0].cells[3]), table.faults, table.rows[0].faults) == (32_000, [], [])


def test_cells_of_words_may_be_long_but_not_absurd():
    assert text(None)("x" * 1_000_000)
    with pytest.raises(Unfit, match="1,000,001 characters are too many"):
        text(None)("x" * 1_000_001)


def test_a_long_cell_of_a_csv_file_is_read(tmp_path):
    path = tmp_path / "assertions.csv"
    path.write_text(f"claim,source,wording,note\nC-1,wire,11,{'x' * 200_000}\n")
    (table,) = read_tables([path], silent)
    assert (table.faults, len(table.rows[0].cells[3])) == ([], 200_000)


@pytest.mark.parametrize(
    ("stored", "code", "words"),
    [
        ("11", "General", "11"),
        ("-11", "General", "-11"),
        ("0.30000000000000004", "General", "0.3"),
        ("1.2E2", "General", "120"),
        ("12345678901", "General", "12345678901"),
        ("0.4", "0%", "40%"),
        ("0.405", "0.0%", "40.5%"),
        ("0.4", "0 %", "40 %"),
        ("7", "000", "007"),
        ("1234", "#,##0", "1234"),
        ("1234", "#,##0_);[Red](#,##0)", "1234"),
        ("2.5", "0.00", "2.50"),
        ("11", "@", "11"),
        ("123456789012", "General", None),
        ("0.333333333333333", "General", None),
        ("2.5", "0", None),
        ("0.456", "0%", None),
        ("11", '"$"0', None),
        ("11", "[$€-407] 0", None),
        ("11", '0" killed"', None),
        ("1E5", "0.00E+00", None),
        ("-11", "0;(0)", None),
        ("11", "?", None),
        ("1E27", "0", f"1{'0' * 27}"),
        ("1E28", "0", None),
        ("1E30", "0", None),
        ("1E25", "0.000", None),
        ("1E27", "0%", None),
        ("-1E300", "0.00", None),
        ("7", f"0.{'0' * 30}", None),
        pytest.param("7", "0" * 1_000_000, None, id="wide"),
        ("44011", "yyyy-mm-dd", None),
        ("44011", '[$-409]d" of "mmmm;@', None),
        ("0.5", "[h]:mm", None),
        ("0.5", "mm:ss", None),
    ],
)
def test_a_number_is_words_where_the_sheet_shows_all_of_it(stored, code, words):
    if words is None:
        with pytest.raises(Unfit):
            Number(stored, code).words(text(500))
    else:
        assert Number(stored, code).words(text(500)) == words


@pytest.mark.parametrize(
    ("stored", "code", "clean", "iso"),
    [
        ("44011", "dd/mm/yyyy", day, "2020-06-29"),
        ("44011", "[$-F800]dddd, mmmm dd, yyyy", day, "2020-06-29"),
        ("44011.4375", "dd/mm/yyyy", day, "2020-06-29"),
        ("44011.4375", "dd/mm/yyyy hh:mm", moment, "2020-06-29T10:30"),
        ("44011.43755787037", "m/d/yy h:mm:ss AM/PM", moment, "2020-06-29T10:30:05"),
        ("44011.999999999", "m/d/yy h:mm", moment, "2020-06-30T00:00"),
        ("1", "yyyy-mm-dd", day, "1900-01-01"),
        ("59", "yyyy-mm-dd", day, "1900-02-28"),
        ("61", "yyyy-mm-dd", day, "1900-03-01"),
        ("2958465", "yyyy-mm-dd", day, "9999-12-31"),
        ("60", "yyyy-mm-dd", day, None),
        ("0", "yyyy-mm-dd", day, None),
        ("-1", "yyyy-mm-dd", day, None),
        ("2958466", "yyyy-mm-dd", day, None),
        ("1E200", "yyyy-mm-dd", day, None),
        ("44011", "mmm-yy", day, None),
        ("44011", "d-mmm", day, None),
        ("0.4375", "h:mm", moment, None),
    ],
)
def test_a_day_of_the_calendar_is_written_in_iso_8601(stored, code, clean, iso):
    if iso is None:
        with pytest.raises(Unfit):
            Number(stored, code).words(clean)
    else:
        assert Number(stored, code).words(clean) == iso


def test_a_workbook_of_a_mac_counts_from_1904():
    assert Number("42549", "yyyy-mm-dd", mac=True).words(day) == "2020-06-29"
    assert Number("0", "yyyy-mm-dd", mac=True).words(day) == "1904-01-01"
