"""The commands: what they print, and how they end."""

from __future__ import annotations

import csv
import io
import socket
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from claims.management.commands import demo, load
from claims.models import Assertion, Assessment, Claim, Decision, Import
from claims.review.assertions import edit

from .factories import make_claim, make_source, make_user, say

FILES = Path(__file__).parent / "files"
SEEDS = FILES.parent.parent / "seeds"

pytestmark = pytest.mark.django_db


def run(*arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def failing(*arguments, **options):
    err = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(*arguments, stdout=io.StringIO(), stderr=err, **options)
    return str(caught.value), err.getvalue()


# load


def test_load_prints_what_came_of_each_file():
    make_user("analyst", "ann")
    out, err = run("load", str(SEEDS), user="ann")
    assert out.splitlines()[0] == "5 sources: 5 new, 0 changed, 0 unchanged"
    assert err == ""
    assert Import.objects.get().loaded_by.username == "ann"


def test_load_falls_back_on_the_only_administrator():
    make_user("analyst")
    assert "no active administrator" in failing("load", str(SEEDS))[0]
    boss = make_user("administrator")
    run("load", str(SEEDS))
    assert Import.objects.get().loaded_by == boss
    User.objects.create_superuser("root")
    why, _ = failing("load", str(SEEDS))
    assert "--user NAME" in why
    assert "more than one" in why


def test_load_refuses_people_who_are_not_there_or_may_not():
    User.objects.create_user("gone", is_active=False)
    make_user("viewer", "vic")
    assert "no active user “gone”" in failing("load", str(SEEDS), user="gone")[0]
    assert "vic may not load files" in failing("load", str(SEEDS), user="vic")[0]
    assert not Claim.objects.exists()


def test_load_prints_all_that_is_wrong_and_loads_nothing():
    make_user("analyst", "ann")
    run("load", str(SEEDS), user="ann")
    why, err = failing("load", str(FILES / "dates-sources.csv"), str(FILES / "ragged-assertions.csv"), user="ann")
    assert why == "Nothing was loaded."
    assert len(err.splitlines()) == 10
    assert err.splitlines()[-1] == "9 errors"
    assert err.startswith("dates-sources.csv, line 2, published_on “29/06/2020”: This is not a date")


def test_load_prints_so_many_errors_and_counts_the_others(tmp_path):
    make_user("analyst", "ann")
    path = tmp_path / "claims.csv"
    path.write_text("reference,topic,question,kind\n" + "".join(f"C-{n},T,Q?,sum\n" for n in range(load.SHOWN + 50)))
    why, err = failing("load", str(path), user="ann")
    assert why == "Nothing was loaded."
    assert len(err.splitlines()) == load.SHOWN + 2
    assert err.splitlines()[-2:] == ["… and 50 more (--rejects FILE writes all of them)", "250 errors"]


def test_load_names_rows_that_only_wait_to_be_mended_on_one_line(tmp_path):
    make_user("analyst", "ann")
    path = tmp_path / "bad-claims.csv"
    path.write_text("reference,topic,question,kind,rejected\nC-1,T,Q?,count,why\nC-2,T,Q?,sum,x\nC-3,T,Q?,count,x\n")
    _, err = failing("load", str(path), user="ann")
    waiting, other, total = err.splitlines()
    assert waiting.startswith("bad-claims.csv, lines 2 and 4, rejected: It still says why it was rejected.")
    assert (other.partition(":")[0], total) == ("bad-claims.csv, line 3, kind “sum”", "3 errors")


def test_load_does_not_blame_rows_for_a_file_that_they_go_by(tmp_path):
    make_user("analyst", "ann")
    (tmp_path / "claims.csv").write_text("reference,topic,question\nC-1,T,Q?\n")
    (tmp_path / "sources.csv").write_text("reference,title,publisher,date\ns-1,T,P,1 May\ns-2,T,,\n")
    (tmp_path / "assertions.csv").write_text("claim,source,wording\nC-1,s-1,14\nC-1,s-1,15\n")
    _, err = failing("load", str(tmp_path), user="ann")
    *errors, consequence, total = err.splitlines()
    assert [line.partition(":")[0] for line in errors] == [
        "sources.csv, line 1 “date”",
        "sources.csv, line 3, publisher",
        "claims.csv, line 1, kind",
    ]
    assert consequence == (
        "assertions.csv, lines 2 and 3 go by claim “C-1”, which may stand in a file of claims that was refused"
    )
    assert total == "3 errors; 2 rows go by what was refused"


def test_load_with_rejects_says_where_they_are(tmp_path):
    make_user("analyst", "ann")
    path = tmp_path / "claims.csv"
    path.write_text("reference,topic,question,kind\nC-1,T,Q?,sum\nC-2,T,Q?,count\n")
    out, err = run("load", str(path), user="ann", rejects=tmp_path / "bad.csv")
    assert out == "1 claim: 1 new, 0 changed, 0 unchanged\n"
    assert err == f"1 row rejected, with the reasons in {tmp_path / 'bad-claims.csv'}\n"


def test_load_names_what_it_could_not_read_and_counts_the_others(tmp_path):
    make_user("analyst", "ann")
    make_claim(reference="C-1")
    make_source("s-1")
    path = tmp_path / "assertions.csv"
    path.write_text("claim,source,wording,read_as,note\nC-1,s-1,lots,the lot,Vague.\n")
    out, _ = run("load", str(path), user="ann")
    assert out.splitlines()[:2] == [
        "1 assertion: 1 new, 0 changed, 0 unchanged",
        "1 wording could not be read; it waits on the desk:",
    ]
    assert out.splitlines()[2].startswith("assertions.csv, line 2, read_as: “the lot” says no number")
    path.write_text("claim,source,wording\nC-1,s-1,14\n" + "".join(f"C-1,s-1,lot {'x' * n}\n" for n in range(1, 26)))
    lines = run("load", str(path), user="ann")[0].splitlines()
    assert lines[1] == "25 wordings could not be read; they wait on the desk:"
    assert lines[2].startswith("assertions.csv, line 3, wording: “lot x” says")
    assert len(lines) == 23
    assert lines[-1] == "… and 5 more"


def test_load_says_in_plain_words_what_goes_by_a_refused_row(tmp_path):
    make_user("analyst", "ann")
    (tmp_path / "claims.csv").write_text("reference,topic,question,kind\nC-0,T,Q?,count\nC-1,T,Q?,sum\n")
    (tmp_path / "sources.csv").write_text("reference,title,publisher\ns-1,T,P,\ns-2,T\n")
    said = ["C-1,s-1,14", "C-0,s-2,15", *(f"C-1,s-1,{n}" for n in range(20, 35))]
    (tmp_path / "assertions.csv").write_text("claim,source,wording\n" + "".join(f"{row}\n" for row in said))
    _, err = failing("load", str(tmp_path), user="ann")
    assert err.splitlines()[2:] == [
        "assertions.csv, lines 2, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 6 more go by claim “C-1”, which was refused on "
        "line 3 of claims.csv",
        "assertions.csv, line 3 goes by source “s-2”, which was refused on line 3 of sources.csv",
        "2 errors; 17 rows go by what was refused",
    ]


@pytest.mark.parametrize(
    "command", [["load", "seeds"], ["export", "facts"], ["assess"], ["assess", "--check"], ["check_record"]]
)
def test_a_command_says_that_the_database_has_no_tables(command):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_assertion RENAME TO gone")
    assert failing(*command) == ("The database has no tables yet: run manage.py migrate first.", "")


# assess


def test_assess_works_out_what_is_stored_wrongly():
    claim = make_claim()
    say(claim, "14")
    say(claim, "11")
    assert run("assess", check=True)[0] == "1 claim checked, all as stored\n"
    Assessment.objects.update(verdict="agree", sources=1)
    why, err = failing("assess", check=True)
    assert "2 places" in why
    assert err.splitlines() == [
        f"{claim.reference}: verdict is stored as agree, and comes to contradiction",
        f"{claim.reference}: sources is stored as 1, and comes to 2",
    ]
    assert "run assess --anew" in why
    assert Assessment.objects.get().verdict == "agree"
    assert run("assess", anew=True)[0] == "1 claim assessed, 1 changed\n"
    assert Assessment.objects.get().verdict == "contradiction"


# export


def test_export_writes_to_standard_output():
    claim = make_claim()
    out, _ = run("export", "facts")
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert [row["reference"] for row in rows] == [claim.reference]
    assert out.count("\r\n") == 2


def test_export_writes_a_file_as_a_whole(tmp_path):
    make_claim()
    path = tmp_path / "facts.csv"
    path.write_text("what was there")
    run("export", "facts", output=path)
    assert path.read_text("utf-8").startswith("reference,topic,")
    assert [other.name for other in tmp_path.iterdir()] == ["facts.csv"]


def test_export_leaves_a_file_as_it_was_where_it_fails(tmp_path):
    make_claim()
    path = tmp_path / "none" / "facts.csv"
    assert "cannot be written" in failing("export", "facts", output=path)[0]
    folder = tmp_path / "facts.csv"
    folder.mkdir()
    assert "cannot be written" in failing("export", "facts", output=folder)[0]
    assert [other.name for other in tmp_path.iterdir()] == ["facts.csv"]


def test_export_knows_only_what_it_can_write():
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("export", "everything")
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("export", "facts", "--format", "pdf")


# demo


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


def test_the_demo_refuses_to_run_without_debug():
    assert "DEBUG" in failing("demo", no_server=True)[0]
    assert not User.objects.exists()


def test_the_demo_shows_a_verified_claim_and_an_explained_conflict(debug):
    out, _ = run("demo", no_server=True)
    first, second = Assessment.objects.filter(claim__reference__in=["KH-01", "KH-08"]).order_by("claim__reference")
    assert (first.status, first.decision.value, first.decision.author.username) == (
        "verified",
        "14",
        "editor",
    )
    assert (second.status, second.explained, second.verdict) == ("open", True, "contradiction")
    assert second.explanation.cause == "definition"
    assert "http://127.0.0.1:8000/admin/" in out
    for role in ("viewer", "analyst", "editor", "administrator"):
        user = User.objects.get(username=role)
        assert user.check_password("demo")
        assert user.is_staff and not user.is_superuser
        assert [group.name for group in user.groups.all()] == [role]
        assert f"  {role} " in out


def test_the_demo_again_changes_nothing_that_people_did(debug):
    run("demo", no_server=True)
    row = Assertion.objects.get(claim__reference="KH-01", source__reference="carlin")
    row.note = "Looked at again."
    edit(User.objects.get(username="analyst"), row, ["note"])
    User.objects.get(username="viewer").delete()
    editor = User.objects.get(username="editor")
    editor.set_password("another")
    editor.save()
    out, _ = run("demo", no_server=True)
    assert "loaded before" in out
    assert "KH-01 was decided on before." in out
    assert (Import.objects.count(), Decision.objects.count(), Assertion.objects.count()) == (1, 2, 49)
    row.refresh_from_db()
    assert row.note == "Looked at again."
    assert User.objects.get(username="editor").check_password("another")
    assert User.objects.filter(username="viewer").exists()


def test_the_demo_says_that_its_port_is_taken(debug, monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(demo, "ADDRESS", other.getsockname())
        why, _ = failing("demo")
    assert "another program has port" in why
    assert "runserver 127.0.0.1:" in why
