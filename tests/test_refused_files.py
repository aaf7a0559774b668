"""Files that are refused for what they are, how many wrong rows they hold, or what they are loaded with."""

from __future__ import annotations

import os

import pytest
from openpyxl import Workbook

from claims.facts import FILES, FORMATS, Extract
from claims.facts.workbook import fitted
from claims.loading import load, silent
from claims.loading.files import read_tables
from claims.models import Assertion, Source
from claims.review import Refused

from .factories import make_claim, make_source, make_user, say
from .test_bad_files import faults

pytestmark = pytest.mark.django_db


def test_a_large_circle_is_told_in_few_words(seeded, tmp_path):
    around = [(n, (n + 1) % 1200) for n in range(1200)]
    sources, claims, said = (tmp_path / f"{kind}.csv" for kind in ("sources", "claims", "assertions"))
    sources.write_text(
        "reference,title,publisher,derives_from\n" + "".join(f"s{a:04},T,P,s{b:04}\n" for a, b in around)
    )
    claims.write_text("reference,topic,question,kind\n" + "".join(f"C{a:04},T,Q?,count\n" for a, _ in around))
    said.write_text(
        "claim,source,wording,base\n" + "".join(f"C{a:04},carlin,half of them,C{b:04}\n" for a, b in around)
    )
    for files, reason, members in [
        ([sources], "The source would derive from itself.", "s0000, s0001, s0002, s0003, s0004 and 1,195 more"),
        ([claims, said], "The wordings would go by each other in a circle.", "C0003, C0004 and 1,195 more"),
    ]:
        found = faults(files, seeded)
        assert len(found) == 1200 and {fault.reason for fault in found} == {reason}
        assert members in found[0].remedy and len({id(fault.remedy) for fault in found}) == 1


def test_a_file_of_many_ragged_rows_is_not_read_to_its_end(seeded, tmp_path, monkeypatch):
    monkeypatch.setattr("claims.loading.files.EVERY", 10)
    monkeypatch.setattr("claims.loading.files.RAGGED", 30)
    path = tmp_path / "assertions.csv"
    good, short, long = "KH-01,carlin,ten\n", "KH-01,carlin\n", 'KH-01,carlin,ten,"",of them\n'
    path.write_text("claim,source,wording\n" + good * 70 + short * 15 + long * 14)
    assert len([fault for fault in faults(path, seeded) if "cells under 3 headings" in fault.reason]) == 29
    path.write_text("claim,source,wording\n" + short * 15 + long * 1000)
    first, *others = faults(path, seeded)
    assert (first.line, len(others)) == (31, 30)
    assert "30 rows or more have too few or too many cells" in first.reason
    path.write_text("claim,source,wording\n" + f"{good.strip()},,\n" * 40)
    assert not [fault for fault in faults(path, seeded) if "too many cells" in fault.reason]


UNDER = "Give a heading to what stands under none, or take it out."


@pytest.mark.parametrize(
    ("name", "written", "remedy"),
    [
        ("assertions.csv", "claim,source,wording\nKH-01,carlin,ten,x", "Look for a comma too few or too many."),
        ("assertions.csv", "claim;source;wording\nKH-01;carlin", "Look for a semicolon too few or too many."),
        ("assertions.tsv", "claim\tsource\twording\nKH-01\tcarlin", "Look for a tab too few or too many."),
        ("assertions.csv", "sep=|\nclaim|source|wording\nKH-01|carlin", "Look for a “|” too few or too many."),
        ("assertions.xlsx", [["claim", "source", "wording"], ["KH-01", "carlin", "ten", "x"]], UNDER),
        ("assertions.json", '[{"claim": "KH-01", "source": "carlin", "wording": "ten", "": "x"}]', UNDER),
        ("assertions.jsonl", '{"claim": "KH-01", "source": "carlin", "wording": "ten", "": "x"}', UNDER),
    ],
)
def test_a_ragged_row_is_mended_as_its_format_asks(seeded, tmp_path, name, written, remedy):
    path = tmp_path / name
    if name.endswith(".xlsx"):
        made = Workbook()
        for row in written:
            made.active.append(row)
        made.active.title = "assertions"
        made.save(path)
    else:
        path.write_text(written)
    assert [fault.remedy for fault in faults(path, seeded)] == [remedy]


def test_of_a_file_without_a_heading_that_it_needs_only_the_first_rows_are_read(tmp_path):
    path = tmp_path / "sources.csv"
    path.write_text("reference,title\n" + "post,The raid\n" * 100_000)
    (table,) = read_tables([path], silent)
    assert [fault.reason for fault in table.faults] == ["A required heading is missing."]
    assert len(table.rows) == 20


def test_a_folder_without_files_says_so(seeded, tmp_path):
    (fault,) = faults(tmp_path, seeded)
    assert "no CSV file, workbook or JSON" in fault.reason


def test_facts_do_not_load(seeded, tmp_path):
    (tmp_path / "facts.csv").write_text("reference\nKH-01\n")
    (fault,) = faults(tmp_path, seeded)
    assert "do not load" in fault.reason


@pytest.mark.parametrize("kind", FORMATS)
def test_an_exported_file_without_rows_is_passed_over_beside_others(analyst, tmp_path, kind):
    say(make_claim(), "14", make_source())
    for name in ("sources", "claims", "options", "assertions"):
        path = tmp_path / f"{name}.{kind}"
        path.write_bytes(b"".join(FORMATS[kind].write(FILES[name], Extract().rows(name))))
    assert load([tmp_path], analyst).counts["options"] == {"new": 0, "changed": 0, "unchanged": 0}
    (table,) = [table for table in read_tables([tmp_path], silent) if table.kind == "options"]
    bare = "It is empty" if kind == "jsonl" else "It has headings and no rows"
    assert (table.rows, table.faults, table.remarks) == ([], [], [f"{bare}: nothing to load."])


def test_an_empty_list_is_passed_over_beside_others(seeded, tmp_path):
    (path := tmp_path / "june.json").write_text('{"options": [], "sources": [{"reference": "n"}]}')
    assert {fault.file for fault in faults(path, seeded)} == {"june.json, list sources"}
    path.write_text('{"options": [], "sources": []}')
    assert [fault.said[:18] for fault in faults(path, seeded)] == ["The file is empty."] * 2


def test_files_of_which_none_has_rows_are_refused(seeded, tmp_path):
    (tmp_path / "sources.csv").write_text("reference,title,publisher\n")
    (tmp_path / "options.csv").write_text("claim,option\n")
    found = faults(tmp_path, seeded)
    assert [(fault.line, fault.reason) for fault in found] == [(1, "The file has headings and no rows.")] * 2


def test_a_file_of_text_without_anything_is_refused_beside_others(seeded, tmp_path):
    (tmp_path / "sources.csv").write_text("reference,title,publisher\nn,T,P\n")
    (tmp_path / "claims.csv").write_text("")
    (fault,) = faults(tmp_path, seeded)
    assert (fault.file, fault.reason) == ("claims.csv", "The file is empty.")


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_lines_are_counted_whatever_ends_them(seeded, tmp_path, ending):
    path = tmp_path / "assertions.csv"
    path.write_bytes(ending.join(["claim,source,wording", "KH-01,carlin,ten", "", "KH-99,carlin,ten", ""]).encode())
    (fault,) = faults(path, seeded)
    assert fault.line == 4
    path.write_bytes(ending.join(["claim,source,wording", "KH-01,carlin,ten", "KH-01,carlin,t\xe9n"]).encode("latin-1"))
    (fault,) = faults(path, seeded)
    assert fault.line == 3
    assert "byte 15 of the line" in fault.reason


def test_another_document_of_the_same_voice_supersedes(seeded, tmp_path):
    sources, said = tmp_path / "sources.csv", tmp_path / "assertions.csv"
    sources.write_text("reference,title,publisher,authors\n1,T,P,Ann Low\n2,T,p,ann  low\n3,T,P,Bo Hay\n")
    said.write_text("claim,source,wording,superseded_by\nKH-01,1,ten,2 | nine\nKH-01,2,nine,\nKH-01,3,six,2 | nine\n")
    (fault,) = faults([sources, said], seeded)
    assert (fault.line, fault.column) == (4, "superseded_by")
    said.write_text(said.read_text().replace("six,2 | nine", "six,"))
    load([sources, said], seeded)
    assert Assertion.objects.get(wording="ten").superseded_by == Assertion.objects.get(wording="nine")


def test_two_files_of_one_name_are_refused_before_they_are_read(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "assertions.csv").write_bytes(b"\xff")
    for given in ([tmp_path / "a", tmp_path / "b"], [tmp_path / "b", tmp_path / "a" / "assertions.csv"]):
        with pytest.raises(Refused, match="^Two of the files have the name assertions.csv: rename one"):
            load(given, make_user())


def test_what_can_be_read_only_once_is_refused(tmp_path, seeded):
    os.mkfifo(path := tmp_path / "assertions.csv")
    (fault,) = faults(path, seeded)
    assert fault.said == "This is no regular file. Save what it gives to a file first, and load that."


@pytest.mark.parametrize("name", ["assertions.json", "june.json"])
@pytest.mark.parametrize("written", ["{}", "[]", " { } "])
def test_json_without_rows_is_refused(tmp_path, seeded, name, written):
    (path := tmp_path / name).write_text(written)
    (fault,) = faults(path, seeded)
    assert "empty" in fault.said or "does not say what it holds" in fault.said


@pytest.mark.parametrize("first", ["sep=", 'sep="', '"sep="', "sep=x", "sep= "])
def test_a_line_that_tells_no_separator_is_not_believed(tmp_path, seeded, first):
    (path := tmp_path / "assertions.csv").write_text(f"{first}\r\nclaim,source,wording\r\nKH-01,carlin,13\r\n")
    (fault,) = faults(path, seeded)
    assert fault.said == "The headings stand on line 2, and this above them. Delete the rows above the headings."


def test_a_text_that_an_exported_workbook_could_not_hold_is_not_stored_as_it_was_cut(seeded, tmp_path):
    Source.objects.filter(reference="carlin").update(note="x" * 40_000)
    path = tmp_path / "sources.xlsx"
    path.write_bytes(b"".join(FORMATS["xlsx"].write(FILES["sources"], Extract().rows("sources"))))
    (fault,) = faults(path, seeded)
    assert (fault.column, fault.value[-43:]) == ("note", " characters cut; the CSV file has them all)")
    assert fault.reason == "The cell was cut, since a workbook cannot hold it." and "CSV" in fault.remedy
    assert f"line {fault.line}, note (K{fault.line})" in str(fault)


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_text_that_was_cut_is_refused_whatever_its_file(seeded, tmp_path, kind):
    row = ["carlin", "T", "P", *[""] * 7, fitted("x" * 40_000)]
    (path := tmp_path / f"sources.{kind}").write_bytes(b"".join(FORMATS[kind].write(FILES["sources"], [row])))
    (fault,) = faults(path, seeded)
    assert (fault.column, fault.reason) == ("note", "The cell was cut, since a workbook cannot hold it.")


HEAD = "claim,source,wording,note\n"
WIDE = "x," * 16_384 + "x\n"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (WIDE, 1),
        (WIDE.replace(",", ";"), 1),
        (HEAD + WIDE, 2),
        (HEAD + "KH-01,carlin,ten,\n" * 30 + WIDE, 32),
        (f"{HEAD}\nKH-01,carlin,ten,'a\nb'\n'x',{WIDE}".replace("'", '"'), 5),
        (f"{HEAD}KH-01,carlin,ten,'a\n,b','x',{WIDE}".replace("'", '"'), 2),
        (f"sep=,\n{HEAD}{WIDE}", 3),
    ],
    ids=["first", "semicolons", "second", "late", "behind lines", "on lines", "told"],
)
def test_a_row_of_more_cells_than_a_spreadsheet_has_is_not_split(tmp_path, written, line):
    path = tmp_path / "assertions.csv"
    path.write_text(written)
    (table,) = read_tables([path], silent)
    assert [(fault.line, fault.reason) for fault in table.faults] == [(line, "The row has more than 16,384 cells.")]


@pytest.mark.parametrize(
    "note", ["," * 40_000, f"a\n{',' * 40_000}", f"'{',' * 40_000}\n',{',' * 40_000}'\n,"], ids="abc"
)
def test_separators_between_quotation_marks_part_no_cells(tmp_path, note):
    note = note.replace("'", '""')
    (path := tmp_path / "assertions.csv").write_text(f'{HEAD}KH-01,carlin,ten,"{note}"\n')
    (table,) = read_tables([path], silent)
    assert (table.faults, [row.cells[3] for row in table.rows]) == ([], [note.replace('""', '"')])


def test_commas_part_no_cells_where_semicolons_do(tmp_path):
    commas = "," * 40_000
    (path := tmp_path / "assertions.csv").write_text(f"{HEAD.replace(',', ';')}KH-01;carlin;ten;a{commas}\n")
    (table,) = read_tables([path], silent)
    assert (table.faults, [row.cells[3] for row in table.rows]) == ([], [f"a{commas}"])
