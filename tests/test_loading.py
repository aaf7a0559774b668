"""Loading files: what becomes of their rows, and of what was there before."""

from __future__ import annotations

import csv
import json
from datetime import date, time
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from tablib import Dataset

from claims.loading import BadFiles, guard, load
from claims.models import Assertion, Claim, Import, Option, Publisher, Source, Topic
from claims.resources import FileResource

from .factories import make_user, verdict, verify

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"

pytestmark = pytest.mark.django_db


def counts(loaded, kind):
    return tuple(loaded.counts[kind].values())


def test_loading_a_folder_twice_changes_nothing_and_says_so(analyst):
    assert load([SEEDS], analyst).lines()[-1] == "49 assertions: 49 new, 0 changed, 0 unchanged"
    again = load([SEEDS], analyst)
    assert again.lines() == [
        "5 sources: 0 new, 0 changed, 5 unchanged",
        "24 claims: 0 new, 0 changed, 24 unchanged",
        "7 options: 0 new, 0 changed, 7 unchanged",
        "49 assertions: 0 new, 0 changed, 49 unchanged",
    ]
    assert again.brought is None
    assert Import.objects.count() == 1
    assert Assertion.history.count() == Source.history.count() == Claim.history.count() == 0


@pytest.mark.parametrize(
    "words",
    ["\t12 men", "12 men\r\n", "\n=12 men", "'=12 men", " '\t12 men", "12\rmen", "12\u00a0men", "####", "'#N/A"],
)
def test_the_same_words_are_one_assertion_whatever_file_they_come_in(analyst, frame, tmp_path, words):
    row = {"claim": "C-1", "source": "s-1", "wording": words}
    files = [tmp_path / f"assertions.{kind}" for kind in ("json", "jsonl", "csv")]
    files[0].write_text(json.dumps([row]), "utf-8")
    files[1].write_text(json.dumps(row), "utf-8")
    with open(files[2], "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row, ["C-1", "s-1", guard(words.strip())]])
    for file in files:
        load([file], analyst)
        FileResource("assertions").import_data(Dataset(list(row.values()), headers=list(row)), user=analyst)
    stored = Assertion.objects.get().wording
    assert stored == stored.strip() and "\r" not in stored


@pytest.mark.parametrize("blank", ["\n", "\t", " \r\n ", "\u00a0", ""])
def test_a_cell_of_blanks_is_empty_whatever_file_it_comes_in(analyst, frame, tmp_path, blank):
    (path := tmp_path / "assertions.json").write_text(json.dumps([{"claim": "C-1", "source": "s-1", "wording": blank}]))
    with pytest.raises(BadFiles, match="wording: The cell is empty"):
        load([path], analyst)


def test_new_rows_point_at_their_import(analyst):
    brought = load([SEEDS], analyst).brought
    assert brought.loaded_by == analyst
    assert brought.counts["assertions"] == {"new": 49, "changed": 0, "unchanged": 0}
    assert brought.files == "sources.csv; claims.csv; options.csv; assertions.csv"
    for model in (Source, Claim, Assertion):
        assert set(model.objects.values_list("brought_by", flat=True)) == {brought.pk}
    assert set(Assertion.objects.values_list("entered_by", flat=True)) == {analyst.pk}


def test_files_load_in_the_order_in_which_they_need_each_other(analyst, write):
    files = [
        write("my-assertions", ["claim", "source", "wording"], ["C-1", "s-1", "14"]),
        write("june claims", ["reference", "topic", "question", "kind"], ["C-1", "T", "Q?", "count"]),
        write("Sources_2020", ["reference", "title", "publisher"], ["s-1", "One", "Paper"]),
    ]
    load(files, analyst)
    assert verdict(Claim.objects.get()) == "single"


def test_only_the_columns_that_a_file_has_change_a_row(analyst, write, frame):
    assertions = ["claim", "source", "wording", "locator", "credibility", "note"]
    load([write("assertions", assertions, ["C-1", "s-1", "14", "p. 1", "2", "Seen."])], analyst)
    changed = load(
        [
            write(
                "assertions",
                ["claim", "source", "wording", "locator", "note"],
                ["C-1", "s-1", "14", "p. 1", "No."],
            )
        ],
        analyst,
    )
    assert counts(changed, "assertions") == (0, 1, 0)
    row = Assertion.objects.get()
    assert (row.credibility, row.note) == (2, "No.")
    assert list(row.history.values_list("history_user", "history_change_reason", "note")) == [
        (analyst.pk, "edited", "No."),
        (analyst.pk, "loaded", "Seen."),
    ]
    assert row.brought_by != changed.brought


def test_an_empty_cell_means_the_usual_value(analyst, write, frame):
    headings = ["claim", "source", "wording", "credibility", "speaker"]
    load([write("assertions", headings, ["C-1", "s-1", "14", "2", "The minister"])], analyst)
    assert counts(load([write("assertions", headings, ["C-1", "s-1", "14", "", ""])], analyst), "assertions") == (
        0,
        1,
        0,
    )
    row = Assertion.objects.get()
    assert (row.credibility, row.speaker, row.origin) == (6, "", "source: s-1")


def test_a_changed_wording_of_the_reading_changes_the_verdict(analyst, write, frame):
    headings = ["claim", "source", "wording", "read_as", "note"]
    load(
        [write("assertions", headings, ["C-1", "s-1", "14", "", ""], ["C-1", "s-2", "a few", "", ""])],
        analyst,
    )
    assert verdict(Claim.objects.get(reference="C-1")) == "contradiction"
    load([write("assertions", headings, ["C-1", "s-2", "a few", "14", "Explained in the deck."])], analyst)
    assert verdict(Claim.objects.get(reference="C-1")) == "agree"


def test_publishers_and_topics_are_made_once_whatever_their_case(analyst, write, frame):
    load(
        [
            write(
                "sources",
                ["reference", "title", "publisher"],
                ["s-3", "Three", "PAPER"],
                ["s-4", "Four", "New"],
                ["s-5", "Five", "new"],
            ),
            write("claims", ["reference", "topic", "question", "kind"], ["C-3", "t", "Q?", "date"]),
        ],
        analyst,
    )
    assert set(Publisher.objects.values_list("name", flat=True)) == {"Paper", "Gazette", "New"}
    assert Topic.objects.count() == 1
    assert Publisher.history.get(name="New").history_user == analyst


def test_cells_lose_their_guard_and_the_spaces_around_them(analyst, write, frame):
    load(
        [write("assertions", [" Claim", "SOURCE ", "wording", "note"], [" C-1", "s-1\t", " 14 ", "'=1+1"])],
        analyst,
    )
    row = Assertion.objects.get()
    assert (row.wording, row.note) == ("14", "=1+1")


def test_a_moment_is_a_day_or_a_day_and_a_time(analyst, write, frame):
    rows = [
        ["C-1", "s-1", "14", "2020-06-29"],
        ["C-1", "s-1", "15", "2020-06-29T10:30"],
        ["C-1", "s-1", "16", ""],
    ]
    load([write("assertions", ["claim", "source", "wording", "as_of"], *rows)], analyst)
    assert list(Assertion.objects.values_list("as_of", "as_of_time")) == [
        (date(2020, 6, 29), None),
        (date(2020, 6, 29), time(10, 30)),
        (None, None),
    ]


def test_an_unreadable_wording_is_stored_and_counted(analyst, write, frame):
    rows = [["C-1", "s-1", "the lot"], ["C-1", "s-2", "half of them"], ["C-1", "s-2", "14"]]
    loaded = load([write("assertions", ["claim", "source", "wording"], *rows)], analyst)
    assert loaded.lines()[-3:-1] == [
        "2 wordings could not be read; they wait on the desk:",
        "assertions.csv, line 2, wording: “the lot” says no number that a rule reads; write beside it what it is to be "
        "read as.",
    ]
    assert loaded.lines()[-1].startswith("assertions.csv, line 3, wording: “half of them” says nothing")
    assert Claim.objects.get(reference="C-1").assessment.waiting == 2


def test_a_yes_or_no_claim_has_both_options_and_takes_aliases(analyst, write, frame):
    claims = write(
        "claims",
        ["reference", "topic", "question", "kind"],
        ["Y-1", "T", "Was it?", "yesno"],
        ["Y-2", "T", "Was it?", "yesno"],
    )
    options = write("options", ["claim", "option", "aliases"], ["Y-1", "Yes", "it was;so it was"])
    said = write("assertions", ["claim", "source", "wording"], ["Y-1", "s-1", "so it was"], ["Y-1", "s-2", "no"])
    load([claims, options, said], analyst)
    for reference in ("Y-1", "Y-2"):
        assert (
            set(Option.objects.filter(claim__reference=reference).values_list("name", "low", "high"))
            == {
                ("no", 0, 0),
                ("yes", 1, 1),
            }
            or reference == "Y-1"
        )
    assert verdict(Claim.objects.get(reference="Y-1")) == "contradiction"
    changed = load([write("options", ["claim", "option", "aliases"], ["Y-2", "no", "it was not"])], analyst)
    assert counts(changed, "options") == (0, 1, 0)


def test_options_may_stand_in_any_order_and_a_new_one_rereads_what_is_stored(analyst, write, frame):
    claims = write("claims", ["reference", "topic", "question", "kind"], ["F-1", "T", "Who?", "choice"])
    options = write("options", ["claim", "option", "parent"], ["F-1", "Rangers", "army"], ["F-1", "Army", ""])
    said = write("assertions", ["claim", "source", "wording"], ["F-1", "s-1", "Rangers"], ["F-1", "s-2", "Navy"])
    assert [fault.value for fault in load([claims, options, said], analyst).unread] == ["Navy"]
    assert verdict(Claim.objects.get(reference="F-1")) == "single"
    load([write("options", ["claim", "option"], ["F-1", "Navy"])], analyst)
    assert verdict(Claim.objects.get(reference="F-1")) == "contradiction"
    assert {o.name: (o.low, o.high) for o in Option.objects.all()} == {
        "Army": (0, 1),
        "Rangers": (1, 1),
        "Navy": (2, 2),
    }


def test_a_reprint_may_stand_before_its_original(analyst, write, frame):
    headings = ["reference", "title", "publisher", "derives_from"]
    rows = [["r-2", "Reprint", "P2", "r-1"], ["r-1", "Reprint", "P1", "r-0"], ["r-0", "Wire", "Agency", ""]]
    said = [["C-1", "r-0", "14"], ["C-1", "r-2", "14"]]
    load(
        [write("sources", headings, *rows), write("assertions", ["claim", "source", "wording"], *said)],
        analyst,
    )
    assert Claim.objects.get(reference="C-1").assessment.origins == 1
    load([write("sources", headings, ["r-1", "Reprint", "P1", ""])], analyst)
    assert Claim.objects.get(reference="C-1").assessment.origins == 2


def test_a_new_day_of_publication_rereads_what_the_source_said(analyst, write, frame):
    load(
        [
            write("claims", ["reference", "topic", "question", "kind"], ["D-1", "T", "When?", "date"]),
            write("assertions", ["claim", "source", "wording"], ["D-1", "s-1", "yesterday"]),
        ],
        analyst,
    )
    assert Assertion.objects.get().problem
    load(
        [
            write(
                "sources",
                ["reference", "title", "publisher", "published_on"],
                ["s-1", "One", "Paper", "2020-07-02"],
            )
        ],
        analyst,
    )
    assert date.fromordinal(int(Assertion.objects.get().possible_low)) == date(2020, 7, 1)


def test_a_base_may_stand_in_the_same_file_after_what_goes_by_it(analyst, write, frame):
    rows = [["C-2", "s-1", "all but one", "C-1"], ["C-1", "s-1", "14", ""]]
    load([write("assertions", ["claim", "source", "wording", "base"], *rows)], analyst)
    assert Assertion.objects.get(wording="all but one").possible_low == 13


def test_a_circle_with_stored_wordings_is_refused(analyst, write, frame):
    headings = ["claim", "source", "wording", "base"]
    load([write("assertions", headings, ["C-2", "s-1", "all but one", "C-1"])], analyst)
    with pytest.raises(BadFiles, match="go by each other in a circle. In the circle: C-1, C-2"):
        load([write("assertions", headings, ["C-1", "s-1", "half of them", "C-2"])], analyst)
    turned = [["C-1", "s-1", "half of them", "C-2"], ["C-2", "s-1", "all but one", ""]]
    assert len(load([write("assertions", headings, *turned)], analyst).unread) == 2


def test_a_base_that_the_words_do_not_need_makes_no_circle(analyst, write, frame):
    rows = [["C-2", "s-1", "all but one", "C-1"], ["C-1", "s-1", "14", "C-2"]]
    load([write("assertions", ["claim", "source", "wording", "base"], *rows)], analyst)
    assert Assertion.objects.get(wording="all but one").possible_low == 13


def test_rows_may_be_set_aside_and_superseded_in_any_order(analyst, write, frame):
    rows = [
        ["C-1", "s-1", "10", "", "s-1 | 12 | p. 2"],
        ["C-1", "s-1", "12", "p. 2", "s-1 | 14 || 15"],
        ["C-1", "s-1", "14 | 15", "", ""],
        ["C-1", "s-2", "3", "", ""],
    ]
    headings = ["claim", "source", "wording", "locator", "superseded_by", "set_aside"]
    rows = [[*row, "Misquoted." if row[1] == "s-2" else ""] for row in rows]
    load([write("assertions", headings, *rows)], analyst)
    assert {row.wording: row.state for row in Assertion.objects.all()} == {
        "10": "superseded",
        "12": "superseded",
        "14 | 15": "unread",
        "3": "set aside",
    }
    assert counts(load([write("assertions", headings, *rows)], analyst), "assertions") == (0, 0, 4)
    load([write("assertions", headings[:3] + ["set_aside"], ["C-1", "s-2", "3", ""])], analyst)
    assert Assertion.objects.get(wording="3").state == "counted"


def test_a_row_can_be_superseded_by_one_that_is_stored(analyst, write, frame):
    headings = ["claim", "source", "wording", "superseded_by"]
    load([write("assertions", headings, ["C-1", "s-1", "14", ""])], analyst)
    load([write("assertions", headings, ["C-1", "s-1", "10", "s-1 | 14"])], analyst)
    assert Assertion.objects.get(wording="10").superseded_by == Assertion.objects.get(wording="14")


def test_loading_makes_a_decision_stale(analyst, write, frame):
    load([write("assertions", ["claim", "source", "wording"], ["C-1", "s-1", "14"])], analyst)
    claim = Claim.objects.get(reference="C-1")
    verify(claim, "14")
    load([write("assertions", ["claim", "source", "wording"], ["C-1", "s-2", "11"])], analyst)
    assert Claim.objects.get(pk=claim.pk).assessment.stale


def test_who_loaded_cannot_verify(analyst, write, frame):
    editor = make_user("editor")
    load([write("assertions", ["claim", "source", "wording"], ["C-1", "s-1", "14"])], editor)
    with pytest.raises(ValueError, match="other than you"):
        verify(Claim.objects.get(reference="C-1"), "14", by=editor)


@pytest.mark.parametrize("role", ["analyst", "editor", "administrator"])
def test_the_roles_that_enter_may_load(role):
    assert counts(load([SEEDS], make_user(role)), "assertions") == (49, 0, 0)


def test_a_viewer_may_not_load():
    with pytest.raises(PermissionDenied):
        load([SEEDS], make_user("viewer"))
    assert not Claim.objects.exists()
