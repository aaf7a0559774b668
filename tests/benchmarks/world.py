"""Makes a database of its own with a world to measure in: claims, five times as many assertions, and all around them.

python -m tests.benchmarks.world --claims 1000000 --database world

The database is made on the PostgreSQL server that DATABASE_URL names, by an account that may create one. The same
numbers give the same world.
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser
from importlib import import_module
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from psycopg import sql

SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


def address(database: str) -> str:
    """The address of a database on the server that DATABASE_URL names."""
    return urlunsplit(urlsplit(os.environ.get("DATABASE_URL") or SERVER)._replace(path=f"/{database}"))


def on_server(statement: str, *names: str) -> None:
    with psycopg.connect(address("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def exists(database: str) -> bool:
    with psycopg.connect(address("postgres")) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone())


def begin(database: str) -> None:
    """Let Django work in a database as where it serves: with debugging on it would keep every query."""
    os.environ["DATABASE_URL"] = address(database)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    import_module("django.conf").settings.DEBUG = False


def make(claims: int, database: str) -> None:
    """Make the world; it has its name only once it is whole."""
    began = time.monotonic()
    half = f"{database}_half_made"

    def progress(stage: str) -> None:
        print(f"{time.monotonic() - began:>6,.0f} s  {stage}", file=sys.stderr, flush=True)

    on_server("DROP DATABASE IF EXISTS {}", half)
    on_server("CREATE DATABASE {}", half)
    begin(half)
    from django.core.management import call_command
    from django.db import connection

    filling = import_module("tests.benchmarks.filling")
    call_command("migrate", verbosity=0, interactive=False)
    with filling.without_indexes(filling.Assessment):
        with filling.without_indexes(*filling.LARGE[:-1]):
            filling.fill(claims, progress)
            progress("indexes")
        filling.settle(progress)
    filling.live_on(claims, progress)
    progress("vacuum")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL claims_assessment")
        cursor.execute("VACUUM ANALYZE")
    connection.close()
    connection.close_pool()
    on_server("ALTER DATABASE {} RENAME TO {}", half, database)
    progress(f"{database} is made")


def main() -> None:
    parser = ArgumentParser(description=__doc__, prog="python -m tests.benchmarks.world")
    parser.add_argument("--claims", type=int, default=10_000, metavar="N")
    parser.add_argument("--database", default="world_small", metavar="NAME")
    options = parser.parse_args()
    if exists(options.database):
        parser.error(f"there is a database {options.database} already: drop it first")
    make(options.claims, options.database)


if __name__ == "__main__":
    main()
