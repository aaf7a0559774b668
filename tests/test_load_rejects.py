"""Rows that cannot be loaded are written to a file of rejects, to be mended and loaded again; the others load."""

from __future__ import annotations

import codecs
import csv
import json
from datetime import date

import pytest
from openpyxl import Workbook

from claims.loading import BadFiles, apply, load, prepare
from claims.loading.rejects import MENDED, Rejects
from claims.models import Assertion, Publisher
from claims.review import Refused

from .factories import make_user
from .test_loading import counts

pytestmark = pytest.mark.django_db


def table(path):
    """The headings of a file of rejects, and its rows."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
    return headings, rows


def mend(path, rows=(0,), **cells):
    """Write cells into rows of a file of rejects, and empty what says why they were rejected."""
    headings, found = table(path)
    for row in rows:
        for heading, cell in (cells | {"rejected": ""}).items():
            found[row][headings.index(heading)] = cell
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *found])


def test_rejects_takes_the_bad_rows_with_reasons_and_loads_the_others(analyst, write, frame, tmp_path):
    path = write(
        "assertions",
        ["claim", "source", "wording", "as_of"],
        ["C-1", "s-1", "14", ""],
        ["C-9", "s-1", "=14", ""],
        ["C-1", "s-2", "11", "29/06/2020"],
    )
    loaded = load([path], analyst, rejects=tmp_path / "bad-assertions.csv")
    assert counts(loaded, "assertions") == (1, 0, 0)
    assert (loaded.rejected, loaded.rejected_rows) == ([tmp_path / "bad-assertions.csv"], 2)
    headings, rows = table(loaded.rejected[0])
    assert headings == ["claim", "source", "wording", "as_of", "rejected"]
    assert [row[:4] for row in rows] == [["C-9", "s-1", "'=14", ""], ["C-1", "s-2", "11", "29/06/2020"]]
    assert rows[0][4].startswith("line 3, claim “C-9”: No claim has this reference.")
    assert rows[1][4].startswith("line 4, as_of “29/06/2020”: ")


def test_rejected_rows_load_once_they_are_mended(analyst, write, frame, tmp_path):
    rejects = tmp_path / "bad-assertions.csv"
    load(
        [write("assertions", ["claim", "source", "wording"], ["C-9", "s-1", "vierzehn Männer, 14"])],
        analyst,
        rejects=rejects,
    )
    assert rejects.read_bytes().startswith(codecs.BOM_UTF8)  # by it a spreadsheet knows UTF-8
    mend(rejects, claim="C-1")
    assert counts(load([rejects], analyst), "assertions") == (1, 0, 0)
    assert Assertion.objects.get().wording == "vierzehn Männer, 14"


def test_what_a_spreadsheet_wrote_over_is_rejected_again_where_only_the_reason_was_taken_out(
    analyst, write, frame, tmp_path
):
    rejects = tmp_path / "bad-assertions.csv"
    load([write("assertions", ["claim", "source", "wording"], ["C-1", "s-1", "#N/A"])], analyst, rejects=rejects)
    mend(rejects)
    with pytest.raises(BadFiles, match="The cell shows an error"):
        load([rejects], analyst)


def test_rejected_rows_that_nobody_mended_are_rejected_again_for_what_was_wrong(analyst, frame, write, tmp_path):
    rows = [["C-1", "s-1", "14"], ["C-1", "s-1", "15", "or", "16", "=1"], ["C-9", "s-1", "17"], ["C-1", "s-1"]]
    first, second, third = (tmp_path / f"{name}-assertions.csv" for name in ("first", "second", "third"))
    load([write("assertions", ["claim", "source", "wording"], *rows)], analyst, rejects=first)
    assert [row[4:] for row in table(first)[1]] == [["or", "16", "'=1"], [], []]  # no cell is lost
    made = "C-1,s-1,2020-06-29,what a spreadsheet made of the wording\n"
    first.write_text(first.read_text("utf-8") + made, "utf-8")
    with pytest.raises(BadFiles) as caught:
        load([first], analyst)
    assert sorted((fault.line, fault.column) for fault in caught.value.own) == [
        (2, ""), (3, "claim"), (4, "wording"), (5, "rejected"),
    ]  # fmt: skip
    assert "empty this cell" in next(fault.said for fault in caught.value.own if fault.column == "rejected")
    load([first], analyst, rejects=second)
    mend(second, rows=(1,), claim="C-1")
    loaded = load([second], analyst, rejects=third)
    assert (counts(loaded, "assertions"), loaded.rejected_rows) == ((1, 0, 0), 3)
    ragged, empty, changed = table(third)[1]
    assert ragged[3].startswith("line 2 “or | 16 | '=1”: The row has 7 cells") and ragged[4:] == ["or", "16", "'=1"]
    assert empty[3] == "line 4, wording: The cell is empty. Every row needs it."
    assert changed[3] == f"{MENDED}what a spreadsheet made of the wording"
    with pytest.raises(BadFiles):
        load([third], analyst)
    load([third], analyst, rejects=(fourth := tmp_path / "fourth-assertions.csv"))
    assert table(fourth)[1][-1] == changed  # reasons do not pile up
    assert set(Assertion.objects.values_list("wording", flat=True)) == {"14", "17"}


@pytest.mark.parametrize(
    ("name", "rows", "surplus"),
    [
        ("assertions.json", [{"claim": "C-1", "source": "s-1", "wording": "14", "note": "of them"}], ["note: of them"]),
        ("assertions.xlsx", [["C-1", "s-1", "14", date(2020, 6, 29), "or so"]], ["2020-06-29", "or so"]),
    ],
)
def test_no_cell_that_stands_under_no_heading_is_lost(analyst, frame, tmp_path, name, rows, surplus):
    path = tmp_path / name
    if name.endswith("json"):
        path.write_text(json.dumps([dict.fromkeys(["claim", "source", "wording"], "?"), *rows]), "utf-8")
    else:
        workbook = Workbook()
        for row in [["claim", "source", "wording"], ["?", "?", "?"], *rows]:
            workbook.active.append(row)
        workbook.save(path)
    loaded = load([path], analyst, rejects=tmp_path / "bad-assertions.csv")
    assert table(loaded.rejected[0])[1][-1][4:] == surplus


def test_what_goes_by_a_rejected_row_is_rejected_too(analyst, write, frame, tmp_path):
    files = [
        write(
            "sources",
            ["reference", "title", "publisher", "derives_from", "kind"],
            ["a", "T", "P", "", "blog"],
            ["b", "T", "P", "a", ""],
            ["c", "T", "P", "b", ""],
            ["d", "T", "P", "", ""],
        ),
        write("claims", ["reference", "topic", "question", "kind"], ["N-1", "T", "Q?", "number"]),
        write(
            "assertions",
            ["claim", "source", "wording", "base"],
            ["C-1", "c", "14", ""],
            ["N-1", "d", "14", ""],
            ["C-1", "d", "half of them", "N-1"],
            ["C-1", "d", "14", ""],
        ),
    ]
    with pytest.raises(BadFiles) as caught:
        load(files, analyst)
    assert [fault.line for fault in caught.value.faults if not fault.follows] == [2, 2]
    loaded = load(files, analyst, rejects=tmp_path / "bad.csv")
    assert [path.name for path in loaded.rejected] == [
        "bad-sources.csv",
        "bad-claims.csv",
        "bad-assertions.csv",
    ]
    assert counts(loaded, "sources") == (1, 0, 0)
    assert counts(loaded, "claims") == (0, 0, 0)
    assert counts(loaded, "assertions") == (1, 0, 0)
    assert "refused on line 2 of claims.csv" in (tmp_path / "bad-assertions.csv").read_text("utf-8")
    assert set(Publisher.objects.values_list("name", flat=True)) == {"Paper", "Gazette", "P"}


def test_a_row_that_became_good_meanwhile_is_loaded(analyst, write, frame):
    prepared = prepare(
        [write("assertions", ["claim", "source", "wording"], ["C-9", "s-1", "14"], ["C-8", "s-1", "14"])]
    )
    load([write("claims", ["reference", "topic", "question", "kind"], ["C-9", "T", "Q?", "count"])], analyst)
    loaded = apply(analyst, prepared, rejects=True)
    assert (counts(loaded, "assertions"), [fault.value for fault in loaded.faults]) == ((1, 0, 0), ["C-8"])


def test_a_file_that_is_bad_as_a_whole_stops_everything(analyst, write, frame, tmp_path):
    files = [
        write("assertions", ["claim", "source", "wording"], ["C-1", "s-1", "14"]),
        write("sources", ["reference", "title"], ["s-3", "Three"]),
    ]
    with pytest.raises(BadFiles, match="required heading"):
        load(files, analyst, rejects=tmp_path / "bad.csv")
    assert not Assertion.objects.exists()
    assert not (tmp_path / "bad.csv").exists()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("rejects.csv", "rejects-claims.csv"),
        ("rejects", "rejects-claims"),
        ("bad-Claims.csv", "bad-claims.csv"),
        ("assertions-june.csv", "claims-june.csv"),
        ("sources-and-options.csv", "claims-and-claims.csv"),
    ],
)
def test_the_name_of_rejected_rows_says_what_they_are(analyst, write, tmp_path, given, name):
    bad = write("my-claims", ["reference", "topic", "question", "kind"], ["C-1", "T", "Q?", "sum"])
    loaded = load([bad], analyst, rejects=tmp_path / given)
    assert loaded.rejected == [tmp_path / name]
    mend(tmp_path / name, kind="count")
    assert counts(load([tmp_path / name], analyst), "claims") == (1, 0, 0)


@pytest.mark.parametrize(
    ("given", "named", "why"),
    [
        ("claims.csv", ["claims.csv"], "claims.csv is one of the files to load"),
        ("claims.csv", ["."], "claims.csv is one of the files to load"),
        ("r.csv", ["claims.csv", "r-claims.csv"], "r-claims.csv is one of the files to load"),
        ("link.csv", ["claims.csv"], "link.csv is one of the files to load"),
        ("r.xlsx", ["claims.csv"], "written as CSV: call their file .*r.csv"),
        ("r.jsonl", ["claims.csv"], "written as CSV: call their file .*r.csv"),
        (".", ["claims.csv"], "is a folder: name a file"),
    ],
)
def test_rejected_rows_are_never_written_over_what_is_there(tmp_path, given, named, why):
    rows = "reference,topic,question,kind\nC-1,T,Q?,colour\n"
    for name in ("claims.csv", "r-claims.csv"):
        (tmp_path / name).write_text(rows, "utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "claims.csv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(Refused, match=why):
        load([tmp_path / name for name in named], make_user(), rejects=tmp_path / given)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_older_rejects_stay_as_they_are_where_nothing_is_stored(analyst, write, tmp_path, monkeypatch):
    def fail(rejects, tables):
        written(rejects, tables)
        raise OSError("No space left on device")

    bad = write("claims", ["reference", "topic", "question", "kind"], ["C-1", "T", "Q?", "sum"])
    (older := tmp_path / "r-claims.csv").write_text("older", "utf-8")
    written = Rejects.write
    monkeypatch.setattr(Rejects, "write", fail)
    with pytest.raises(OSError, match="No space"):
        load([bad], analyst, rejects=tmp_path / "r.csv")
    assert (older.read_text("utf-8"), len(list(tmp_path.iterdir()))) == ("older", 2)


def test_rejects_that_cannot_go_to_their_place_stay_beside_it(analyst, write, tmp_path):
    bad = write(
        "claims", ["reference", "topic", "question", "kind"], ["C-1", "T", "Q?", "sum"], ["C-2", "T", "Q?", "count"]
    )
    (tmp_path / "r-claims.csv").mkdir()
    loaded = load([bad], analyst, rejects=tmp_path / "r.csv")
    assert counts(loaded, "claims") == (1, 0, 0)
    (left,) = loaded.rejected
    assert left.parent == tmp_path and table(left)[1][0][0] == "C-1"
