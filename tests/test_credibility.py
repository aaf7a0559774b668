"""Credibility 1, “confirmed by others”: refused where no other origin confirms it, whatever door it comes through."""

from __future__ import annotations

import csv

import pytest

from claims.claim_page import ClaimPage
from claims.loading import BadFiles, load
from claims.models import Assertion, Import
from claims.review import Refused, readings
from claims.review import assertions as review
from claims.review.moves import move

from .factories import make_claim, make_source, make_user, say

pytestmark = pytest.mark.django_db

HEADINGS = ["claim", "source", "wording", "credibility"]


def entered(row: Assertion) -> bool:
    try:
        review.enter(make_user(), row)
    except Refused as error:
        assert list(error.faults) == ["credibility"]
        return False
    return True


@pytest.mark.parametrize(
    ("wording", "fields", "other", "theirs", "outcome"),
    [
        ("11", {}, "11", {}, True),
        ("11", {}, "12", {}, False),
        ("11", {}, "10 or more", {}, True),
        ("11", {"speaker": "A", "stance": "reports"}, "11", {"speaker": "a", "stance": "reports"}, False),
        ("11", {}, "11", {"stance": "doubts"}, False),
        ("11", {}, "umpteen", {}, False),
        ("umpteen", {}, "11", {}, False),
        ("denied that 14 were held", {"stance": "denies"}, "14", {}, False),
        ("denied that 14 were held", {"stance": "denies"}, "11", {}, True),
    ],
)
def test_what_confirms_an_assertion(wording, fields, other, theirs, outcome):
    claim = make_claim()
    say(claim, other, **theirs)
    row = Assertion(claim=claim, source=make_source(), wording=wording, credibility=1, **fields)
    assert entered(row) == outcome
    assert Assertion.objects.filter(credibility=1).exists() == outcome


def test_a_reprint_confirms_nothing():
    claim, wire = make_claim(), make_source()
    say(claim, "11", wire)
    assert not entered(Assertion(claim=claim, source=make_source(derives_from=wire), wording="11", credibility=1))


def test_a_grade_that_lost_what_confirmed_it_stays_and_is_marked():
    claim = make_claim()
    other = say(claim, "11")
    row = say(claim, "11", credibility=1)
    assert not any(line.unconfirmed for line in ClaimPage(claim).made.values())
    review.set_aside(make_user(), other, "A misprint.")
    assert [line.assertion for line in ClaimPage(claim).made.values() if line.unconfirmed] == [row]
    row.note = "Seen again."
    review.edit(make_user(), row, ["note"])
    row.wording = "exactly 11"
    with pytest.raises(Refused, match="of another origin"):
        review.edit(make_user(), row, ["wording"])


# Files


@pytest.fixture
def frame():
    """A claim and two sources for rows to name."""
    return make_claim("count", "C-1"), make_source("s-1"), make_source("s-2")


def test_a_file_without_a_second_origin_is_refused_by_line_column_and_value(frame, write):
    rows = [["C-1", "s-1", "11", "2"], ["C-1", "s-2", "12", "1"]]
    with pytest.raises(BadFiles) as refused:
        load([write("assertions", HEADINGS, *rows)], make_user())
    assert str(refused.value) == (
        "assertions.csv, line 3, credibility “1”: No counted assertion of another origin bears this out, so it is not "
        "confirmed by others. Grade it 2 or lower, or enter what confirms it first."
    )
    assert not Assertion.objects.exists() and not Import.objects.exists()


def test_rows_of_one_file_confirm_each_other(frame, write):
    load([write("assertions", HEADINGS, ["C-1", "s-1", "11", "1"], ["C-1", "s-2", "about 11", "1"])], make_user())
    assert list(Assertion.objects.values_list("credibility", flat=True)) == [1, 1]


def test_a_stored_assertion_confirms_a_row_and_loading_it_twice_changes_nothing(frame, write):
    other = say(frame[0], "11", frame[1])
    file = write("assertions", HEADINGS, ["C-1", "s-2", "11", "1"])
    load([file], make_user())
    review.set_aside(make_user(), other, "A misprint.")
    assert load([file], make_user()).counts["assertions"] == {"new": 0, "changed": 0, "unchanged": 1}


def test_a_file_that_changes_a_grade_to_1_is_held_to_the_same(frame, write):
    say(frame[0], "11", frame[1])
    with pytest.raises(BadFiles, match="line 2, credibility “1”"):
        load([write("assertions", HEADINGS, ["C-1", "s-1", "11", "1"])], make_user())
    assert Assertion.objects.get().credibility == 6


def test_with_rejects_the_others_are_loaded_and_what_they_confirmed_is_looked_at_again(frame, write, tmp_path):
    make_source("s-3", derives_from=frame[1])
    say(frame[0], "12", frame[2])
    rows = [["C-1", "s-1", "11", "1"], ["C-1", "s-3", "11", "1"], ["C-1", "s-1", "about 12", "1"]]
    loaded = load([write("assertions", HEADINGS, *rows)], make_user(), rejects=tmp_path / "rejects.csv")
    assert sorted(Assertion.objects.values_list("wording", flat=True)) == ["12", "about 12"]
    assert (loaded.counts["assertions"]["new"], loaded.rejected_rows, Import.objects.count()) == (1, 2, 1)
    with open(tmp_path / "rejects-assertions.csv", encoding="utf-8-sig", newline="") as file:
        rejected = list(csv.DictReader(file))
    assert [row["wording"] for row in rejected] == ["11", "11"]
    assert "credibility “1”: No counted assertion of another origin" in rejected[0]["rejected"]


def test_what_else_is_wrong_is_said_once_where_rows_are_looked_at_again(frame, write, tmp_path):
    files = [
        write("assertions", HEADINGS, ["C-1", "s-1", "11", "1"], ["C-9", "s-1", "11", "6"]),
        write("sources", ["reference", "title", "publisher", "derives_from"], ["loop", "T", "P", "loop"]),
        write("claims", ["reference", "topic", "question", "kind", "accumulates"], ["C-2", "T", "Q?", "date", "yes"]),
    ]
    loaded = load(files, make_user(), rejects=tmp_path / "rejects.csv")
    assert [(fault.line, fault.column) for fault in loaded.faults] == [
        (2, "derives_from"), (2, "accumulates"), (2, "credibility"), (3, "claim"),
    ]  # fmt: skip


@pytest.mark.parametrize("detour", ["overrule", "move"])
def test_no_detour_leads_past_it(detour):
    claim, other = make_claim(), make_claim()
    say(claim, "14")
    row = say(claim, "14 men", credibility=1)
    with pytest.raises(Refused, match="confirmed by others"):
        if detour == "overrule":
            readings.overrule(make_user(), row, "30", "So it is.")
        else:
            move(make_user(), row, other, "It answers that.")
    row.refresh_from_db()
    assert (row.read_as, row.claim) == ("", claim)
