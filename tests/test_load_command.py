"""What `manage.py load` asks and shows: encodings, mappings kept by the desk, and on a terminal how far it is."""

from __future__ import annotations

import io
import os
import pty
import re
import sys

import pytest
from django.core.management import CommandError, call_command

from claims.management.commands import load as command
from claims.models import Assertion, Mapping, Source

from .factories import make_user
from .test_export_command import process

pytestmark = pytest.mark.django_db

LATIN = "reference,title,publisher\npöst,Räid,Póst\n".encode("latin-1")
FOREIGN = "Code,Heading,House,Seen\npost,The raid,The Post,x\n"
COLUMNS = {"Code": "reference", "Heading": "title", "House": "publisher", "Seen": ""}


@pytest.fixture
def load(analyst):
    def load(path, **options):
        out = io.StringIO()
        call_command("load", str(path), user="anna", stdout=out, stderr=io.StringIO(), **options)
        return out.getvalue()

    return load


def test_an_encoding_can_be_named(load, tmp_path):
    (path := tmp_path / "sources.csv").write_bytes(LATIN)
    load(path, encoding="iso-8859-1")
    assert Source.objects.get().reference == "pöst"


@pytest.mark.parametrize("alias", ["latin-1", "latin1", "ISO-8859-1", "cp1252", "Windows-1252"])
def test_an_encoding_has_the_names_that_people_know(analyst, tmp_path, alias):
    (path := tmp_path / "sources.csv").write_bytes(LATIN)
    call_command("load", str(path), "--user", "anna", "--encoding", alias, stdout=io.StringIO())
    assert Source.objects.get().reference == "pöst"


def test_an_unknown_encoding_is_refused_with_those_that_are_known(tmp_path):
    with pytest.raises(CommandError, match="utf-16"):
        call_command("load", str(tmp_path), "--encoding", "klingon")


def test_foreign_headings_are_read_by_a_mapping_that_the_desk_keeps(load, tmp_path):
    Mapping.objects.create(name="House list", kind="sources", columns=COLUMNS, kept_by=make_user())
    (path := tmp_path / "list.csv").write_text(FOREIGN)
    said = load(path, mapping=["house LIST"])
    assert "list.csv is read with the mapping “House list”." in said and "1 source: 1 new" in said
    assert Source.objects.get().publisher.name == "The Post"


def test_of_several_mappings_each_file_is_read_by_its_own(load, tmp_path):
    by = make_user()
    Mapping.objects.create(name="House list", kind="sources", columns=COLUMNS, kept_by=by)
    asked = {"Nr": "reference", "Thema": "topic", "Frage": "question", "Art": "kind"}
    Mapping.objects.create(name="Fragen", kind="claims", columns=asked, kept_by=by)
    (tmp_path / "list.csv").write_text(FOREIGN)
    (tmp_path / "Fragen.csv").write_text("Nr,Thema,Frage,Art\nC-1,Raid,How many?,count\n")
    (tmp_path / "assertions.csv").write_text("claim,source,wording\nC-1,post,11\n")
    said = load(tmp_path, mapping=["Fragen", "House list"])
    assert said.startswith(
        "Fragen.csv is read with the mapping “Fragen”.\nlist.csv is read with the mapping “House list”.\n"
    )
    assert Assertion.objects.get().source.title == "The raid"


@pytest.mark.parametrize("name", ["list.csv", "sources.csv"])
def test_foreign_headings_are_refused_with_the_mappings_that_fit_them(analyst, tmp_path, name):
    for kept, kind, columns in [
        ("House list", "sources", COLUMNS),
        ("Older list", "sources", COLUMNS | {"Written": "authors"}),
        ("Short list", "sources", {heading: COLUMNS[heading] for heading in ("Code", "Heading")}),
        ("Claims list", "claims", COLUMNS),
    ]:
        Mapping.objects.create(name=kept, kind=kind, columns=columns, kept_by=analyst)
    (tmp_path / name).write_text(FOREIGN)
    (tmp_path / "claims.csv").write_text("reference,topic,question\nC-1,T,Q\n")
    told = io.StringIO()
    with pytest.raises(CommandError):
        call_command("load", str(tmp_path), user="anna", stderr=told)
    assert told.getvalue().endswith(f"{name}: give --mapping “House list” or --mapping “Older list”.\n")


def test_no_other_mapping_is_offered_for_what_was_read_by_one(analyst, tmp_path):
    for kept in ("House list", "Older list"):
        Mapping.objects.create(name=kept, kind="sources", columns=COLUMNS, kept_by=analyst)
    (path := tmp_path / "list.csv").write_text(FOREIGN.replace("The raid", ""))
    told = io.StringIO()
    with pytest.raises(CommandError):
        call_command("load", str(path), user="anna", mapping=["House list"], stdout=io.StringIO(), stderr=told)
    assert "The cell is empty." in told.getvalue() and "--mapping" not in told.getvalue()


def test_a_mapping_that_no_file_needs_is_told_of(analyst, tmp_path):
    Mapping.objects.create(name="House list", kind="sources", columns=COLUMNS, kept_by=make_user())
    (path := tmp_path / "sources.csv").write_text(LATIN.decode("latin-1"))
    told = io.StringIO()
    call_command("load", str(path), user="anna", mapping=["House list"], stdout=io.StringIO(), stderr=told)
    assert "No file was found to be read with the mapping “House list”." in told.getvalue()
    assert Source.objects.exists()


def test_what_is_taken_for_granted_is_said(load, tmp_path):
    (tmp_path / "sources.csv").write_text("reference;title;publisher\npost;The raid;The Post\n")
    (tmp_path / "options.csv").write_text("claim,option\n")
    assert load(tmp_path).splitlines() == [
        "sources.csv: The cells are separated by semicolons.",
        "options.csv: It has headings and no rows: nothing to load.",
        "1 source: 1 new, 0 changed, 0 unchanged",
    ]


def test_an_unknown_mapping_is_refused_with_those_that_are_known(load, tmp_path):
    with pytest.raises(CommandError, match="None is kept yet: map"):
        load(tmp_path, mapping=["House list"])
    Mapping.objects.create(name="Other", kind="sources", columns=COLUMNS, kept_by=make_user())
    with pytest.raises(CommandError, match="“Other”"):
        load(tmp_path, mapping=["House list"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("roles")
def test_a_reader_who_has_seen_enough_is_no_fault(analyst, tmp_path):
    Mapping.objects.create(name="House list", kind="sources", columns=COLUMNS, kept_by=analyst)
    (path := tmp_path / "list.csv").write_text(FOREIGN)
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as closed:
        ended = process(closed, "load", str(path), "--user", "anna", "--mapping", "House list")
    assert (ended.stderr, ended.returncode) == ("", 0)
    assert Source.objects.get().reference == "post"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("roles")
def test_a_full_disk_behind_standard_output_is_told_in_one_line(analyst, tmp_path):
    (path := tmp_path / "sources.csv").write_bytes(LATIN)
    with open("/dev/full", "w") as full:
        ended = process(full, "load", str(path), "--user", "anna", "--encoding", "latin-1")
    why = "The files were loaded, but standard output cannot be written: No space left on device."
    assert (ended.stderr, ended.returncode) == (f"CommandError: {why}\n", 1)
    assert Source.objects.exists()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_the_stage_rows_a_second_and_time_left(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with command.Bar() as bar:
        for done in (0, 500, 1000):
            bar.show("reading sources.csv", done, 1000)
        bar.show("working out verdicts")
    shown = sys.stderr.getvalue()
    assert "reading sources.csv: 100%" in shown and "1000/1000 [00:00<00:00" in shown and "rows/s]" in shown
    assert "working out verdicts [00:0" in shown and "verdicts: 0 rows" not in shown


def test_a_stage_that_is_over_stands_at_its_end_and_one_that_failed_where_it_was(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(ValueError), command.Bar() as bar:
        bar.show("reading sources.csv", 3001, 3002)
        bar.show("cleaning sources.csv", 0, 3000)
        bar.show("reading the words", 10, 3000)
        raise ValueError
    last = {line.split(":")[0]: line for line in re.split("[\r\n]+", sys.stderr.getvalue()) if line}
    assert "100%" in last["reading sources.csv"] and " 3002/3002 " in last["reading sources.csv"]
    assert " 3000/3000 " in last["cleaning sources.csv"]
    assert " 10/3000 " in last["reading the words"]


def test_a_terminal_without_a_width_is_taken_to_have_a_usual_one(monkeypatch):
    ours, theirs = pty.openpty()  # as it comes, it has no rows and no columns
    with os.fdopen(theirs, "w") as terminal, os.fdopen(ours, "rb", buffering=0) as seen:
        monkeypatch.setattr(sys, "stderr", terminal)
        with command.Bar() as bar:
            bar.show("reading sources.csv", 0, 1000)
        terminal.flush()
        shown = ""
        while "1000/1000" not in shown:  # it comes in pieces
            shown += seen.read(4096).decode()
    assert "reading sources.csv: 100%" in shown


def test_what_is_no_terminal_gets_no_bar(monkeypatch, load, tmp_path):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    (path := tmp_path / "sources.csv").write_text(LATIN.decode("latin-1"))
    load(path)
    assert sys.stderr.getvalue() == ""
