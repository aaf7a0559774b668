"""Files as other programs save them, read as people meant them; what was taken for granted is told."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from claims.loading import load
from claims.loading.cells import day, named, reference
from claims.loading.files import headings_in, read_tables
from claims.loading.tables import BadFiles, Fault, Table, Unfit, cell_name
from claims.models import Assertion, Claim, Source

from .factories import make_user

ODD = Path(__file__).parent / "files" / "odd"
SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def silent(stage: str, done: int = 0, total: int = 0) -> None:
    pass


def read(path: Path, **settings) -> list[Table]:
    tables = read_tables([path], silent, **settings)
    assert not [fault for table in tables for fault in [*table.faults, *(f for row in table.rows for f in row.faults)]]
    return tables


def lines(table: Table) -> list[tuple[int, dict[str, str]]]:
    """The line of each row, and its cells by heading but for the empty ones."""
    return [
        (row.line, {heading: cell for heading, cell in zip(table.headings, row.cells, strict=False) if cell})
        for row in table.rows
    ]


def said(wording: str, **others: str) -> dict[str, str]:
    return {"claim": "KH-01", "source": "carlin", "wording": wording} | others


ENGLISH = [(2, said("“déjà vu”")), (3, said("six"))]
READ = [
    ("utf-8-mark-assertions.csv", {}, ENGLISH, []),
    ("utf-16-assertions.csv", {}, [(2, said("fourteen"))], ["Read as UTF-16, as the file's first bytes say."]),
    ("utf-16-big-end-assertions.csv", {}, ENGLISH, ["Read as UTF-16, as the file's first bytes say."]),
    (
        "windows-1252-assertions.csv",
        {"encoding": "windows-1252"},
        ENGLISH,
        ["Read as Windows-1252 (Western Europe)."],
    ),
    ("semicolons-assertions.csv", {}, [(2, said("fourteen"))], ["The cells are separated by semicolons."]),
    ("tabs-assertions.csv", {}, [(2, said("fourteen"))], ["The cells are separated by tabs."]),
    ("sep-assertions.csv", {}, [(3, said("six, or; seven"))], ["The cells are separated by semicolons."]),
    ("line-ends-assertions.csv", {}, [(2, said("six\r\nor\nseven")), (5, said("six"))], []),
    ("blanks-assertions.csv", {}, [(5, said("six"))], []),
    (
        "list-assertions.json",
        {},
        [(1, said("déjà vu", credibility="3")), (1, said("1.50", note="“x”", credibility="6"))],
        [],
    ),
    ("lines-assertions.jsonl", {}, [(1, said("six")), (3, said("a\nb"))], []),
    ("macros-assertions.xlsm", {}, [(2, said("ten"))], []),
    ("shared-assertions.xlsx", {}, [(2, said("ten"))], []),
    ("strict-assertions.xlsx", {}, [(2, said("11"))], []),
    ("mac-1904-assertions.xlsx", {}, [(2, said("six", as_of="2020-06-29"))], []),
]


@pytest.mark.parametrize(("name", "settings", "expected", "remarks"), READ, ids=[name for name, *_ in READ])
def test_an_odd_file_is_read(name, settings, expected, remarks):
    (table,) = read(ODD / name, **settings)
    assert lines(table) == expected
    assert table.remarks == remarks


def test_every_odd_file_is_tried():
    assert {path.name for path in ODD.iterdir()} == {name for name, *_ in READ} | {"sheets.xlsx", "by-kind.json"}


def test_a_workbook_has_a_sheet_for_each_kind_and_shows_what_it_holds():
    claims, assertions = read(ODD / "sheets.xlsx")
    assert (claims.kind, claims.name) == ("claims", "sheets.xlsx, sheet claims")
    assert lines(claims)[0][1]["accumulates"] == "yes"
    assert (assertions.kind, assertions.name) == ("assertions", "sheets.xlsx, sheet my Assertions")
    assert assertions.line == 2
    assert [(row["wording"], row.get("as_of"), row["locator"]) for _, row in lines(assertions)] == [
        ("11", "2020-06-29", "p. 3"),
        ("40%", "2020-06-29T10:30", "p. 4"),
        ("0.3", "2020-06-29T10:30", "p. 5"),
        ("007", None, "p. 6"),
        ("1234.50", None, "p. 7"),
    ]
    assert lines(assertions)[0][1]["note"] == "x\ry"
    assert assertions.remarks == [
        "Hidden sheet “Old sources” was left out.",
        "Hidden sheet “lists” was left out.",
        "Sheet “Sheet5” is empty, and was left out.",
        "Of 5 formulas, the stored results were taken.",
        "Hidden rows were read too: 1.",
    ]


def test_an_object_of_lists_has_a_list_for_each_kind():
    sources, claims = read(ODD / "by-kind.json")
    assert (sources.kind, sources.name, claims.kind) == ("sources", "by-kind.json, list sources", "claims")
    assert lines(sources) == [(12, {"reference": "n", "title": "T", "publisher": "P"})]
    assert lines(claims)[0][1]["accumulates"] == "yes"


@pytest.mark.django_db
def test_a_workbook_loads_as_its_csv_would():
    analyst = make_user("analyst")
    load([SEEDS], analyst)
    loaded = load([ODD / "sheets.xlsx"], analyst)
    assert loaded.counts["assertions"]["new"] == 5
    assert Claim.objects.get(reference="N-1").accumulates
    said = Assertion.objects.get(claim__reference="KH-01", wording="40%")
    assert (said.as_of, said.as_of_time, said.credibility) == (date(2020, 6, 29), time(10, 30), 3)
    assert Assertion.objects.get(claim__reference="KH-01", wording="11", locator="p. 3").possible_low == 11
    assert load([ODD / "sheets.xlsx"], analyst).counts["assertions"] == {"new": 0, "changed": 0, "unchanged": 5}


def test_a_folder_gives_the_files_of_tables_and_passes_over_what_programs_leave_there(tmp_path):
    for name in ("claims.csv", "sources.JSON", "options.jsonl", "assertions.xlsx"):
        (tmp_path / name).write_bytes(b"")
    for name in ("~$assertions.xlsx", ".~lock.claims.csv#", ".claims.csv", ".DS_Store", "notes.txt", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"\0")
    tables = read_tables([tmp_path], silent)
    assert [table.name for table in tables] == ["sources.JSON", "claims.csv", "options.jsonl", "assertions.xlsx"]


@pytest.mark.parametrize("name", ["assertions.csv", "assertions.xlsx", "assertions.json", "assertions.jsonl"])
def test_reading_tells_how_far_it_has_come(tmp_path, name, monkeypatch):
    monkeypatch.setattr("claims.loading.files.EVERY", 1)
    odd = {"assertions.csv": "utf-8-mark-assertions.csv", "assertions.xlsx": "strict-assertions.xlsx"}
    path = tmp_path / name
    path.write_bytes((ODD / odd.get(name, f"{'list' if name.endswith('json') else 'lines'}-{name}")).read_bytes())
    told = []
    read_tables([path], lambda stage, done=0, total=0: told.append((stage.split(",")[0], done, total)))
    assert told and all(stage == f"reading {name}" and (done <= total or not total) for stage, done, total in told)


def test_a_byte_order_mark_decides_whatever_was_chosen():
    (table,) = read(ODD / "utf-16-big-end-assertions.csv", encoding="windows-1252")
    assert lines(table) == ENGLISH
    assert table.remarks == ["Read as UTF-16, as the file's first bytes say."]


def test_an_encoding_that_cannot_be_is_refused(tmp_path):
    path = tmp_path / "assertions.csv"
    path.write_bytes("claim,source,wording\nKH-01,carlin,“six”\n".encode("windows-1252"))
    for chosen, why in [
        ("iso-8859-1", "0x93) is no letter; the file may be Windows-1252"),
        ("klingon", "There is no encoding “klingon” here"),
        ("windows-1256", ""),
    ]:
        (table,) = read_tables([path], silent, encoding=chosen)
        assert [fault.said for fault in table.faults if why in fault.said] == [fault.said for fault in table.faults]
        assert bool(table.faults) == bool(why)


def test_the_beginning_of_a_file_is_shown_without_reading_all_of_it():
    sheets = headings_in(ODD / "sheets.xlsx")
    assert [sheet.name for sheet in sheets] == ["sheets.xlsx, sheet my Assertions", "sheets.xlsx, sheet claims"]
    assert [sheet.kind for sheet in sheets] == ["assertions", "claims"]
    assert sheets[0].headings[:4] == ["Claim", "SOURCE ", "wording", "as of"]
    assert sheets[0].rows[1][2:4] == ["40%", "2020-06-29T10:30"]
    (text,) = headings_in(ODD / "windows-1252-assertions.csv", "windows-1252")
    assert (text.name, text.headings, len(text.rows)) == (
        "windows-1252-assertions.csv",
        ["claim", "source", "wording"],
        2,
    )
    with pytest.raises(BadFiles, match="is not UTF-8"):
        headings_in(ODD / "windows-1252-assertions.csv")


@pytest.mark.parametrize(
    "at",
    ["2020-06-29 00:00:00", "2020-06-29T00:00:00", "2020-06-29 00:00", "2020-06-29T00:00", "2020-06-29 00:00:00.000"],
)
def test_a_day_at_midnight_is_that_day(at):
    assert day(at) == date(2020, 6, 29)


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["yyyy-mm-dd h:mm:ss", "dd/mm/yyyy hh:mm"])
def test_a_date_that_a_workbook_keeps_with_the_time_of_midnight_is_a_day(tmp_path, form):
    made = Workbook()
    made.active.append(["reference", "title", "publisher", "published_on"])
    made.active.append(["wire", "T", "P", datetime(2020, 6, 29)])
    made.active["D2"].number_format = form
    made.save(tmp_path / "sources.xlsx")
    load([tmp_path], make_user("analyst"))
    assert Source.objects.get().published_on == date(2020, 6, 29)


def test_an_error_commands_no_terminal():
    fault = Fault("a\x1b[2Jb.csv", 3, "word\x07ing", "\x1b]0;x\x07 \u202eten", "No \x9b claim.", "Did you mean “\r”?")
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 or sign == "\u202e" for sign in str(fault))


def test_a_reference_is_taken_without_what_cannot_be_seen_around_it():
    assert named(60)("\u200bKH-01\u00a0\ufeff") == reference(60)("KH-01\u200e") == "KH-01"
    assert named(60)("گزارش\u200cها") == "گزارش\u200cها"
    for unseen in ("\u200b", "KH\u00a001", "KH\u202e01"):
        with pytest.raises(Unfit, match="cannot be seen"):
            named(60)(unseen)


@pytest.mark.parametrize(("at", "name"), [(0, "A9"), (25, "Z9"), (26, "AA9"), (701, "ZZ9"), (702, "AAA9")])
def test_a_cell_of_a_sheet_has_its_name(at, name):
    assert cell_name(at, 9) == name
