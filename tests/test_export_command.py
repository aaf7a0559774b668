"""The command export: what it writes, of which claims, and that it leaves nothing half."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from claims.facts import workbook
from claims.models import Claim

from .factories import decide, make_claim, make_many, make_source, say, verify

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.django_db


def export(*arguments, **options):
    out = io.StringIO()
    call_command("export", *arguments, stdout=out, **options)
    return out.getvalue()


def references(*arguments, what="facts", name="reference"):
    return {row[name] for row in csv.DictReader(io.StringIO(export(what, *arguments), newline=""))}


def failing(*arguments, **options):
    with pytest.raises(CommandError) as caught:
        export(*arguments, **options)
    return str(caught.value)


@pytest.fixture
def story():
    torn = make_claim(reference="C-A", topic="The raid", question="How many were freed?")
    say(torn, "only 11", make_source("s-a"))
    say(torn, "12 or more", make_source("s-b"))
    say(make_claim("date", reference="C-B", topic="The strike"), "12 May 2020", make_source("s-c"))
    verify(Claim.objects.get(reference="C-B"), "12 May 2020")


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], {"C-A", "C-B"}),
        (["--verdict", "contradiction"], {"C-A"}),
        (["--status", "verified"], {"C-B"}),
        (["--kind", "date"], {"C-B"}),
        (["--topic", "the strike"], {"C-B"}),
        (["--search", "freed how"], {"C-A"}),
        (["--kind", "date", "--search", "freed"], set()),
    ],
)
def test_it_writes_what_the_filters_leave(story, arguments, found):
    assert references(*arguments) == references(*arguments, what="claims") == found
    assert references(*arguments, what="assertions", name="claim") == found


def test_it_writes_each_format(story, tmp_path):
    assert json.loads(export("facts", "--format", "jsonl").splitlines()[0])["reference"] == "C-A"
    export("facts", "--format", "xlsx", output=tmp_path / "facts.xlsx")
    assert openpyxl.load_workbook(tmp_path / "facts.xlsx").active.cell(2, 1).value == "C-A"
    export("package", "--licence", "CC0-1.0", output=tmp_path / "package.zip")
    about = json.loads(zipfile.ZipFile(tmp_path / "package.zip").read("datapackage.json"))
    assert about["licenses"] == [{"name": "CC0-1.0"}]
    assert {path.name for path in tmp_path.iterdir()} == {"facts.xlsx", "package.zip"}


def test_it_writes_the_facts_of_a_past_moment(story, tmp_path):
    moment = timezone.now().isoformat()
    decide(Claim.objects.get(reference="C-B"), "reopen")
    (row,) = csv.DictReader(io.StringIO(export("facts", "--as-of", moment, "--kind", "date"), newline=""))
    assert (row["status"], row["value"]) == ("verified", "12 May 2020")
    export("package", "--as-of", moment, output=tmp_path / "package.zip")
    assert b",verified," in zipfile.ZipFile(tmp_path / "package.zip").read("facts.csv")


def test_it_says_where_no_decision_was_in_force_at_a_past_moment(story):
    err = io.StringIO()
    export("facts", "--as-of", "2020-01-01", stderr=err)
    assert err.getvalue() == "No decision was in force at 2020-01-01 23:59+00:00: none had been made yet.\n"
    export("facts", "--as-of", timezone.now().isoformat(), stderr=(err := io.StringIO()))
    assert err.getvalue() == ""


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["facts", "--as-of", "2999-01-01"], "still to come"),
        (["facts", "--as-of", "2020-01-01", "--status", "verified"], "that is of now"),
        (["facts", "--as-of", ""], "--as-of is empty"),
        (["facts", "--as-of", " "], "--as-of is empty"),
        (["package", "--as-of", "", "--output", "x.zip"], "--as-of is empty"),
        (["claims", "--as-of", "2020-01-01"], "Only facts are known"),
        (["facts", "--topic", "The raids"], "There is no topic “The raids”"),
        (["facts", "--format", "xlsx"], "--output FILE"),
        (["package"], "--output FILE"),
        (["package", "--format", "csv", "--output", "x.zip"], "leave --format out"),
        (["facts", "--licence", "CC0-1.0"], "Only a package"),
    ],
)
def test_what_does_not_go_together_is_said(story, arguments, why):
    assert why in failing(*arguments)


def test_a_sheet_too_small_for_all_rows_leaves_the_file_as_it_was(story, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    path = tmp_path / "facts.xlsx"
    path.write_text("what was there")
    assert "take CSV or JSON Lines" in failing("facts", "--format", "xlsx", output=path)
    assert path.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("what", [["facts"], ["facts", "--format", "xlsx"], ["package"]])
def test_a_disk_that_is_full_leaves_the_file_as_it_was(tmp_path, what):
    make_many(50)
    path = tmp_path / "out"
    path.write_text("what was there")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        why = failing(*what, output=path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert f"{path} cannot be written: File too large." in why
    assert path.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [path]


def test_a_device_is_written_to_and_stays_one():
    assert failing("facts", output=Path("/dev/full")) == "/dev/full cannot be written: No space left on device."
    export("facts", output=Path("/dev/null"))
    assert all(stat.S_ISCHR(os.stat(path).st_mode) for path in ("/dev/full", "/dev/null"))


def process(stdout, *arguments):
    """The command in a process of its own, on the tables of the tests."""
    to = {name: connection.settings_dict[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    url = "sqlite:///{NAME}" if connection.vendor == "sqlite" else "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}"
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url.format(**to), "DEBUG": "true"},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )


def test_a_full_disk_behind_standard_output_is_told_in_one_line():
    with open("/dev/full", "w") as full:
        ended = process(full, "export", "facts")
    assert ended.stderr == "CommandError: Standard output cannot be written: No space left on device.\n"
    assert ended.returncode == 1


def test_a_reader_who_has_seen_enough_is_no_fault():
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as closed:
        ended = process(closed, "export", "facts")
    assert (ended.stderr, ended.returncode) == ("", 0)


def test_a_licence_that_no_program_would_understand_is_refused(tmp_path):
    for licence in ("CC BY 4.0", "CC0\nand more", "ftp://example.org/"):
        assert "takes a short name" in failing("package", "--licence", licence, output=tmp_path / "package.zip")


def test_a_file_keeps_who_may_read_it_and_a_link_leads_on(story, tmp_path):
    file, link = tmp_path / "facts.csv", tmp_path / "link.csv"
    file.write_text("old")
    file.chmod(0o600)
    link.symlink_to(file)
    export("facts", output=link)
    assert link.is_symlink() and file.read_text().startswith("reference,")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_format_is_that_by_which_the_file_ends(story, tmp_path):
    export("facts", output=tmp_path / "facts.xlsx")
    assert openpyxl.load_workbook(tmp_path / "facts.xlsx").active.cell(2, 1).value == "C-A"
    export("facts", output=tmp_path / "facts.JSONL")
    assert json.loads((tmp_path / "facts.JSONL").read_text().splitlines()[0])["reference"] == "C-A"
    assert "let its name end in .csv" in failing("facts", "--format", "csv", output=tmp_path / "facts.xlsx")
    assert "call it" in failing("package", output=tmp_path / "package.csv")
