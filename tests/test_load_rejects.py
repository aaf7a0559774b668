"""Rows that cannot be loaded are written to a file of rejects, to be mended and loaded again; the others load."""

from __future__ import annotations

import codecs
import csv

import pytest

from claims.loading import BadFiles, load
from claims.models import Assertion, Publisher
from claims.review import Refused

from .factories import make_user
from .test_loading import counts

pytestmark = pytest.mark.django_db


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
    with open(loaded.rejected[0], encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
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
    rejects.write_bytes(rejects.read_bytes().replace(b"C-9", b"C-1", 1))
    assert counts(load([rejects], analyst), "assertions") == (1, 0, 0)
    assert Assertion.objects.get().wording == "vierzehn Männer, 14"


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


def test_a_file_that_is_bad_as_a_whole_stops_everything(analyst, write, frame, tmp_path):
    files = [
        write("assertions", ["claim", "source", "wording"], ["C-1", "s-1", "14"]),
        write("sources", ["reference", "title"], ["s-3", "Three"]),
    ]
    with pytest.raises(BadFiles, match="required heading"):
        load(files, analyst, rejects=tmp_path / "bad.csv")
    assert not Assertion.objects.exists()
    assert not (tmp_path / "bad.csv").exists()


def test_rejected_rows_are_never_written_over_the_file_that_is_loaded(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("reference,topic,question,kind\nC-1,T,Q?,colour\n", "utf-8")
    before = path.read_bytes()
    for given in (path, tmp_path):
        with pytest.raises(Refused, match="write the rejected rows to another"):
            load([given], make_user(), rejects=path)
    assert path.read_bytes() == before
