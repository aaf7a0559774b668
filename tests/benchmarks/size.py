"""How the product holds up at a million claims, beside the engine's own limit and a world of ten thousand, in one run.

DATABASE_URL=postgres://… python -m tests.benchmarks.size

Makes the two worlds where they are missing (tests/benchmarks/world.py), and leaves them. Times are the best of three
after a warm-up, both sides in turns; of pages the best after which neither side got better for a while. Ends with 1
where a ceiling is broken, or an index is used by nothing here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from . import world
from .measuring import HEAD, Line
from .pages import measure_pages
from .person import Person

SMALL = 10_000
INDEXES = """
SELECT indexrelname, idx_scan, pg_relation_size(indexrelid), relname = 'claims_assertion', indisunique
FROM pg_stat_user_indexes JOIN pg_index USING (indexrelid)
WHERE relname LIKE 'claims\\_%' AND relname NOT LIKE 'claims\\_historical%'
ORDER BY relname <> 'claims_assertion', pg_relation_size(indexrelid) DESC
"""


def main() -> None:
    parser = ArgumentParser(description=__doc__, prog="python -m tests.benchmarks.size")
    parser.add_argument("--claims", type=int, default=1_000_000, metavar="N", help="of the big world")
    parser.add_argument("--database", default="world", metavar="NAME", help="of the big world; NAME_small is the other")
    parser.add_argument("--only", choices=["pages", "bulk"], help="half of the table; indexes are then not judged")
    options = parser.parse_args()
    small = f"{options.database}_small"
    for claims, name in ((SMALL, small), (options.claims, options.database)):
        if not world.exists(name):
            make = [sys.executable, "-m", world.__name__, "--claims", str(claims), "--database", name]
            subprocess.run(make, check=True)  # noqa: S603  (a module of our own)
    world.begin(options.database)
    run("SELECT pg_stat_reset()")
    print(machine(), HEAD, sep="\n\n", flush=True)
    broken = [line.what for line in lines(options.database, small, options.only) if shown(line).broken]
    unused = print_indexes()
    if broken:
        print(f"\nBROKEN: {'; '.join(broken)}")
    if unused and not options.only:
        print(f"\nUNUSED INDEXES: {', '.join(unused)}")
    sys.exit(bool(broken or unused))


def lines(big: str, small: str, only: str | None) -> Iterator[Line]:
    if only != "pages":
        yield from import_module("tests.benchmarks.bulk").measure_bulk()
    if only != "bulk":
        with Person(big) as here, Person(small) as there:
            yield from measure_pages(here, there)


def shown(line: Line) -> Line:
    print(line, flush=True)
    return line


def machine() -> str:
    """The machine by its cores and memory, and the engine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB; PostgreSQL {run('SHOW server_version')[0][0].split()[0]}"


def print_indexes() -> list[str]:
    """Print what the indexes of an assertion take, and how often each was read; returns those that never were.

    A unique index may go unread: it holds its constraint at every row that comes in.
    """
    run("SELECT pg_stat_force_next_flush()")
    found = run(INDEXES)
    assertions = run("SELECT count(*) FROM claims_assertion")[0][0]
    total = sum(size for _, _, size, of_assertions, _ in found if of_assertions)
    print(f"\n{total / assertions:,.0f} bytes of index an assertion\n\n{'index':<64}{'bytes each':>12}{'scans':>14}")
    for name, scans, size, of_assertions, _ in found:
        each = f"{size / assertions:,.1f}" if of_assertions else f"({size / 2**20:,.0f} MB)"
        print(f"{name:<64}{each:>12}{scans:>14,}")
    return [str(name) for name, scans, _, _, unique in found if not scans and not unique]


def run(sql: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


if __name__ == "__main__":
    main()
