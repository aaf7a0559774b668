"""Loads as processes of their own: several at once, and one that is killed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.django_db


@pytest.fixture
def database(tmp_path):
    """The URL of a new database with our tables and one user, on the engine of the tests."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{tmp_path / 'own.sqlite3'}"
        prepare(url)
        yield url
        return
    name = f"test_own_{os.getpid()}"
    at = {key.lower(): connection.settings_dict[key] for key in ("HOST", "PORT", "USER", "PASSWORD")}
    with psycopg.connect(dbname="postgres", autocommit=True, **at) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            url = f"postgres://{at['user']}:{at['password']}@{at['host']}:{at['port']}/{name}"
            prepare(url)
            yield url
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def prepare(database):
    code = "from django.contrib.auth.models import User as U; U.objects.create_superuser('root')"
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", code]):
        process = manage(database, *arguments)
        assert (process.communicate(timeout=60)[1], process.returncode) == ("", 0)


def manage(database, *arguments):
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "DEBUG": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_four_loads_at_once_neither_fail_nor_double_anything(database):
    loads = [manage(database, "load", "seeds") for _ in range(4)]
    said = [process.communicate(timeout=60) for process in loads]
    assert [(process.returncode, error) for process, (_, error) in zip(loads, said, strict=True)] == [(0, "")] * 4
    summaries = sorted(out.splitlines()[-1] for out, _ in said)
    assert summaries == [
        *["49 assertions: 0 new, 0 changed, 49 unchanged"] * 3,
        "49 assertions: 49 new, 0 changed, 0 unchanged",
    ]
    check = manage(database, "assess", "--check")
    assert check.communicate(timeout=60) == ("24 claims checked, all as stored\n", "")


def connect(database):
    if database.startswith("sqlite"):
        return closing(sqlite3.connect(database.removeprefix("sqlite:///")))
    return psycopg.connect(database, autocommit=True)


def written(database, to):
    """Bytes on disk that hold assertions, those of a transaction that is not committed included."""
    if database.startswith("sqlite"):
        path = Path(database.removeprefix("sqlite:///") + "-wal")
        return path.stat().st_size if path.exists() else 0
    return to.execute("SELECT pg_relation_size('claims_assertion')").fetchone()[0]


def kill_while_it_writes(database, to, process, past):
    """Kill a load once it has written so many bytes, and before it ends."""
    before = written(database, to)
    while written(database, to) - before <= past:
        try:
            process.wait(0.002)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"It ended before it was killed: {process.communicate()}")
    process.kill()
    process.communicate(timeout=60)
    assert process.returncode == -9


def test_a_load_that_is_killed_while_it_writes_leaves_nothing(database, write):
    files = [
        write("sources", ["reference", "title", "publisher"], ["s-1", "Title", "Paper"]),
        write("claims", ["reference", "topic", "question", "kind"], ["C-1", "Topic", "Question?", "count"]),
        write(
            "assertions",
            ["claim", "source", "wording", "locator", "note"],
            *(["C-1", "s-1", "14", f"p. {n}", "x" * 400] for n in range(8_000)),
        ),
    ]
    tables = [model._meta.db_table for model in apps.get_app_config("claims").get_models()]
    with connect(database) as to:
        for past in (0, 500_000):
            kill_while_it_writes(database, to, manage(database, "load", *map(str, files)), past)
            rows = {table: to.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
            assert set(rows.values()) == {0}, rows
    out, error = manage(database, "load", "seeds").communicate(timeout=60)
    assert (out.splitlines()[-1], error) == ("49 assertions: 49 new, 0 changed, 0 unchanged", "")
