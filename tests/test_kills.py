"""Loads and uploads as processes of their own: several at once, killed, cut off, out of disk.

An import is there wholly or not.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from claims.postgres import WRITERS

ROOT = Path(__file__).resolve().parent.parent
ROWS = 20_000

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, django_db_setup):
    """The URL of a database with our tables and one user, on the engine of the tests, to be copied."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('prepared') / 'own.sqlite3'}"
        prepare(url)
        yield url
        return
    with own_database("prepared", "template0") as url:
        prepare(url)
        yield url


@pytest.fixture
def database(prepared, tmp_path):
    """The URL of a new database with our tables and one user."""
    if connection.vendor == "sqlite":
        path = tmp_path / "own.sqlite3"
        shutil.copy(prepared.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
        return
    with own_database("own", prepared.rpartition("/")[2]) as url:
        yield url


@contextmanager
def own_database(purpose, template):
    name = f"test_{purpose}_{os.getpid()}"
    at = {key.lower(): connection.settings_dict[key] for key in ("HOST", "PORT", "USER", "PASSWORD")}
    with psycopg.connect(dbname="postgres", autocommit=True, **at) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield f"postgres://{at['user']}:{at['password']}@{at['host']}:{at['port']}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def prepare(database):
    code = "from django.contrib.auth.models import User as U; U.objects.create_superuser('root')"
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", code]):
        process = manage(database, *arguments)
        assert (process.communicate(timeout=60)[1], process.returncode) == ("", 0)


def manage(database, *arguments, **options):
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "DEBUG": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def connect(database):
    if database.startswith("sqlite"):
        return closing(sqlite3.connect(database.removeprefix("sqlite:///")))
    return psycopg.connect(database, autocommit=True)


@pytest.fixture
def files(write):
    """Files of many assertions on a hundred claims, some of which contradict each other."""
    return [
        write("sources", ["reference", "title", "publisher"], ["s-1", "Title", "Paper"]),
        write(
            "claims",
            ["reference", "topic", "question", "kind"],
            *([f"C-{n}", "Topic", "Question?", "count"] for n in range(100)),
        ),
        write(
            "assertions",
            ["claim", "source", "wording", "locator", "note"],
            *([f"C-{n % 100}", "s-1", f"{10 + n % 7} people", f"p. {n}", "x" * 200] for n in range(ROWS)),
        ),
    ]


def rows(database):
    """How many rows each of our tables has, but for those that any database begins with."""
    with connect(database) as to:
        tables = [model._meta.db_table for model in apps.get_app_config("claims").get_models()]
        return {table: to.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def assert_none_or_all(database):
    """Nothing of the import is stored, or all of it with its verdicts; returns whether it is."""
    found = rows(database)
    if not any(found.values()):
        return False
    assert (found["claims_assertion"], found["claims_claim"], found["claims_import"]) == (ROWS, 100, 1)
    assert_verdicts_hold(database)
    return True


def assert_verdicts_hold(database):
    out, error = manage(database, "assess", "--check").communicate(timeout=60)
    assert (out.endswith("all as stored\n"), error) == (True, "")


def load_again(database, files):
    out, error = manage(database, "load", *files).communicate(timeout=120)
    assert error == ""
    assert f"{ROWS:,} assertions: {ROWS:,} new, 0 changed, 0 unchanged" in out
    assert_none_or_all(database)


def test_four_loads_at_once_neither_fail_nor_double_anything(database):
    loads = [manage(database, "load", "seeds") for _ in range(4)]
    said = [process.communicate(timeout=120) for process in loads]
    assert [(process.returncode, error) for process, (_, error) in zip(loads, said, strict=True)] == [(0, "")] * 4
    summaries = sorted(out.splitlines()[-1] for out, _ in said)
    assert summaries == [
        *["49 assertions: 0 new, 0 changed, 49 unchanged"] * 3,
        "49 assertions: 49 new, 0 changed, 0 unchanged",
    ]
    assert rows(database)["claims_import"] == 1
    assert_verdicts_hold(database)


def test_two_loads_that_overlap_bring_each_row_once(database, files, write):
    more = write(
        "assertions-more",
        ["claim", "source", "wording", "locator"],
        *([f"C-{n % 100}", "s-1", f"{10 + n % 7} people", f"p. {n}"] for n in range(ROWS - 5_000, ROWS + 5_000)),
    )
    loads = [manage(database, "load", *files[:2], last) for last in (files[2], more)]
    for process in loads:
        _, error = process.communicate(timeout=120)
        assert (process.returncode, error) == (0, "")
    found = rows(database)
    assert (found["claims_assertion"], found["claims_claim"], found["claims_source"]) == (ROWS + 5_000, 100, 1)
    assert found["claims_import"] == 2
    assert_verdicts_hold(database)


def doing(database, to, process):
    """What the load's own connection was last told to do."""
    query = (
        "SELECT query FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    )
    found = to.execute(query, [database.rpartition("/")[2]]).fetchone()
    return found[0] if found else ""


def written(database):
    """Bytes of a write-ahead log."""
    path = Path(database.removeprefix("sqlite:///") + "-wal")
    return path.stat().st_size if path.exists() else 0


def wait_until(process, reached):
    """Wait until a load got somewhere; False where it ended before."""
    until = time.monotonic() + 60
    while not reached():
        if process.poll() is not None:
            return False
        assert time.monotonic() < until
    return True


# On PostgreSQL by the statement that runs, on SQLite by what is in the log.
POINTS = [("COPY", 0), ('INSERT INTO "claims_assertion"', 500_000), ("WITH figures", 3_000_000)]


@pytest.mark.parametrize(("statement", "size"), POINTS)
def test_a_load_that_is_killed_leaves_all_or_nothing(database, files, statement, size):
    process = manage(database, "load", *files)
    if database.startswith("sqlite"):
        began = written(database)
        reached = wait_until(process, lambda: written(database) - began > size)
    else:
        with connect(database) as to:
            reached = wait_until(process, lambda: doing(database, to, process).lstrip().startswith(statement))
    assert reached, process.communicate()
    process.kill()
    process.communicate(timeout=60)
    if not assert_none_or_all(database):
        load_again(database, files)


@pytest.mark.postgresql
def test_a_lost_connection_is_said_in_words_and_leaves_nothing(database, files):
    process = manage(database, "load", *files)
    with connect(database) as to:
        assert wait_until(process, lambda: doing(database, to, process).startswith("INSERT INTO"))
        to.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [database.rpartition("/")[2]],
        )
    _, error = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Nothing was loaded. The database broke off: " in error and "Traceback" not in error
    assert not assert_none_or_all(database)
    load_again(database, files)


def test_a_full_disk_is_said_in_words_and_leaves_nothing(database, files):
    if database.startswith("sqlite"):
        most = 2_000_000  # bytes that the process may write into a file
        limits = (most, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        process = manage(database, "load", *files, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits))
    else:
        with connect(database) as to:
            to.execute(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device'; END $$"
            )
            to.execute(
                "CREATE TRIGGER full_disk BEFORE UPDATE ON claims_assessment "
                "FOR EACH STATEMENT EXECUTE FUNCTION full_disk()"
            )
        process = manage(database, "load", *files)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Nothing was loaded. The database broke off: " in error and "Traceback" not in error
    assert not assert_none_or_all(database)
    if not database.startswith("sqlite"):
        with connect(database) as to:
            to.execute("DROP FUNCTION full_disk CASCADE")
    load_again(database, files)


@pytest.mark.postgresql
def test_the_desk_writes_while_a_load_reads_and_brings_its_rows(database, files):
    process = manage(database, "load", *files)
    with connect(database) as to:
        assert wait_until(process, lambda: doing(database, to, process).startswith("COPY"))
        with to.transaction():
            (free,) = to.execute("SELECT pg_try_advisory_xact_lock(%s)", [WRITERS]).fetchone()
            still = doing(database, to, process)
    assert free and still.startswith("COPY")
    assert process.communicate(timeout=120)[1] == ""


# What the desk does with an upload, without its pages; large ones too are worked on at once.
DESK = """
import sys
from pathlib import Path
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from claims import uploads
from claims.models import Upload
from claims.uploads import work
work.SMALL = 10**9
root = User.objects.get()
def receive(*paths):
    files = [SimpleUploadedFile(Path(path).name, Path(path).read_bytes()) for path in paths]
    found = uploads.receive(root, files)
    found.refresh_from_db()
    print(found.pk, found.state, found.preview["counts"]["assertions"])
def confirm(key):
    found = Upload.objects.get(pk=key)
    print("ready", flush=True)
    sys.stdin.readline()
    print(uploads.confirm(found, root, rejects=False, seen=found.token))
    found.refresh_from_db()
    print(found.state, found.preview["moved"])
"""


def desk(database, code):
    return manage(database, "shell", "-v0", "-c", f"{DESK}{code}", stdin=subprocess.PIPE)


def said(process):
    out, error = process.communicate("go\n", timeout=120)
    assert (process.returncode, error) == (0, "")
    return out.splitlines()


def bring(database, *paths):
    """Bring files to the desk; the upload's key, and what it comes to."""
    ((key, state, counts),) = (
        line.split(" ", 2) for line in said(desk(database, f"receive(*{list(map(str, paths))})"))
    )
    assert state == "ready"
    return int(key), counts


def confirm_at_once(database, *keys):
    """Confirm uploads in a process each; whether that began, how it ended, and whether what it goes by had moved."""
    processes = [desk(database, f"confirm({key})") for key in keys]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    return sorted(said(process) for process in processes)


@pytest.mark.parametrize(("statement", "size"), POINTS[1:])
def test_an_upload_whose_process_is_killed_is_not_lost_and_can_be_started_again(database, files, statement, size):
    key, _ = bring(database, *files)
    process = desk(database, f"confirm({key})")
    assert process.stdout.readline() == "ready\n"
    began = written(database)
    process.stdin.write("go\n")
    process.stdin.flush()
    if database.startswith("sqlite"):
        reached = wait_until(process, lambda: written(database) - began > size)
    else:
        with connect(database) as to:
            reached = wait_until(process, lambda: doing(database, to, process).lstrip().startswith(statement))
    assert reached, process.communicate()
    process.kill()
    process.communicate(timeout=60)
    with connect(database) as to:
        state, run = to.execute("SELECT state, run FROM claims_upload").fetchone()
    assert (state, run is not None, rows(database)["claims_import"]) == ("loading", True, 0)
    assert said(desk(database, f"print(uploads.look(Upload.objects.get(pk={key})))")) == ["True"]
    assert confirm_at_once(database, key) == [["True", "loaded False"]]
    assert assert_none_or_all(database)


def test_an_upload_that_two_confirm_at_once_is_loaded_once(database, files):
    key, counts = bring(database, *files)
    assert counts == str({"new": ROWS, "changed": 0, "unchanged": 0})
    (late, _), first = confirm_at_once(database, key, key)
    assert (late, first) == ("False", ["True", "loaded False"])
    assert assert_none_or_all(database)


def test_of_two_uploads_that_overlap_one_is_loaded_and_the_other_shown_anew(database, files, write):
    some = [[f"C-{n % 100}", "s-1", f"{10 + n % 7} people", f"p. {n}"] for n in range(ROWS - 50, ROWS + 50)]
    more = write("assertions-more", ["claim", "source", "wording", "locator"], *some)
    keys = [bring(database, *files)[0], bring(database, *files[:2], more)[0]]
    assert confirm_at_once(database, *keys) == [["True", "loaded False"], ["True", "ready True"]]
    assert rows(database)["claims_import"] == 1
    with connect(database) as to:
        ((left,),) = to.execute("SELECT id FROM claims_upload WHERE state = 'ready'").fetchall()
    assert confirm_at_once(database, left) == [["True", "loaded True"]]
    found = rows(database)
    assert (found["claims_import"], found["claims_assertion"]) == (2, ROWS + 50)
    assert_verdicts_hold(database)
