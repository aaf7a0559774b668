"""Looking texts through for what they say of numbers, amounts, shares and dates: the rows, and how it ends."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

HEADINGS = "file,line,column,start,end,wording,kind,rule,expected,possible,increase,problem"


def out(*arguments):
    stdout = io.StringIO()
    call_command("scan", *map(str, arguments), stdout=stdout, stderr=io.StringIO())
    return stdout.getvalue()


def rows(*arguments):
    return list(csv.DictReader(io.StringIO(out(*arguments), newline="")))


def failing(*arguments):
    with pytest.raises(CommandError) as caught:
        out(*arguments)
    return str(caught.value)


@pytest.fixture
def text(tmp_path):
    def text(prose, name="raid.txt"):
        path = tmp_path / name
        path.write_bytes(prose if isinstance(prose, bytes) else prose.encode())
        return path

    return text


@pytest.fixture
def typed(monkeypatch):
    def typed(prose):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(prose.encode())))

    return typed


def test_a_mention_is_a_row_with_its_place(text):
    path = text("The raid was brief.\r\nÄ: dozens were held.\n")
    assert out(path).splitlines()[0] == HEADINGS
    (row,) = rows(path)
    assert row == {
        "file": str(path),
        "line": "2",
        "column": "4",
        "start": "24",
        "end": row["end"],
        "wording": row["wording"],
        "kind": "count",
        "rule": "dozens",
        "expected": "24–119",
        "possible": "12–239",
        "increase": "no",
        "problem": "",
    }
    assert path.read_bytes().decode()[24 : int(row["end"])] == row["wording"]
    assert row["wording"].startswith("dozens")


def test_a_share_has_a_rule_and_no_spans(text):
    (row,) = rows(text("In the end all but one were released."))
    assert (row["kind"], row["rule"], row["expected"], row["possible"], row["problem"]) == (
        *("share", "all but k"),
        *("", "", ""),
    )


def test_an_increase_says_so(text):
    (row,) = rows(text("Police arrested 12 more people."))
    assert (row["possible"], row["increase"]) == ("12", "yes")


def test_a_date_goes_by_the_day_of_publication(text):
    path = text("They were held on 25 June, it said.")
    (row,) = rows(path, "--published", "2020-07-01")
    assert (row["kind"], row["possible"], row["problem"]) == ("date", "25 June 2020", "")
    (row,) = rows(path)
    assert (row["rule"], row["expected"], row["possible"], row["increase"]) == ("", "", "", "")
    assert row["problem"]


def test_several_texts_are_told_apart_and_a_byte_order_mark_is_none_of_their_letters(text):
    one, other = text(b"\xef\xbb\xbf14 people", "one.txt"), text("Then 15 people.", "other.txt")
    found = rows(one, other)
    assert [(row["file"], row["start"], row["column"], row["possible"]) for row in found] == [
        (str(one), "0", "1", "14"),
        (str(other), "5", "6", "15"),
    ]


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input_is_read_where_no_file_is_named(typed, arguments):
    typed("Some say 14 people.")
    assert [(row["file"], row["possible"]) for row in rows(*arguments)] == [("standard input", "14")]


def test_a_text_without_a_mention_gives_the_headings_alone(text):
    assert out(text("")) == out(text("The sun rose.")) == f"{HEADINGS}\r\n"


def test_what_a_spreadsheet_would_run_is_guarded(text, monkeypatch):
    monkeypatch.chdir(text("14 people", "=raid.txt").parent)
    assert rows("=raid.txt")[0]["file"] == "'=raid.txt"


def test_as_text_each_mention_is_a_line(text):
    path = text("There dozens were held.\nAll but one were \x1b[Hreleased.\n12 more people were held on 03/04/2020.\n")
    first, second, third, fourth = out(path, "--format", "text").splitlines()
    assert first.startswith(f"{path}:1:7 “dozens")
    assert first.endswith("” count: 12–239, most readers: 24–119 (dozens)")
    assert second.startswith(f"{path}:2:1 “All but one")
    assert second.endswith("” share (all but k)")
    assert third.startswith(f"{path}:3:1 “12 more people” count: 12, an increase (")
    assert fourth.startswith(f"{path}:3:")
    assert "“03/04/2020” date: unread (" in fourth


def test_a_file_that_is_not_there_is_named_before_anything_is_written(text, tmp_path):
    assert failing(text("14 people"), tmp_path / "gone.txt") == (
        f"{tmp_path / 'gone.txt'} cannot be read: No such file or directory."
    )
    assert failing(tmp_path) == f"{tmp_path} cannot be read: Is a directory."


def test_a_file_that_is_not_utf_8_is_named_with_the_place(text):
    path = text(b"All was quiet.\r\nCaf\xe9: 14 people")
    assert failing(path) == f"{path} is not UTF-8 (line 2, byte 20 of the file): save it as UTF-8 and try again."


@pytest.mark.parametrize("day", ["29/06/2020", "2020-02-30", "yesterday", ""])
def test_a_bad_date_is_named(text, day):
    assert failing(text("14 people"), f"--published={day}").startswith(f"--published “{day}”: Th")
